def objective(x):
    ⟦objective-lines⟧

# ⟦What an iteration sees: drawn anew for each.|Ce que voit une itération : tiré de nouveau pour chacune.⟧
def view(x):
    ⟦?turn⟧x = torch.nn.functional.grid_sample(x[None], turn, align_corners=True)[0]
    ⟦?jitter⟧x = torch.roll(x, (down, across), (1, 2))
    return x

def penalty(x):
    ⟦!penalised⟧return 0
    ⟦?norm⟧loss = ⟦lambda⟧ * x.norm()
    ⟦?square⟧loss = ⟦lambda⟧ * (x ** 2).sum()
    ⟦?only-tv⟧loss = 0
    ⟦?tv⟧loss = loss + ⟦tv⟧ * (((x[:, 1:] - x[:, :-1]) ** 2).sum() + ((x[:, :, 1:] - x[:, :, :-1]) ** 2).sum())
    ⟦?penalised⟧return loss

⟦?waves⟧# ⟦The image is made of waves of decorrelated colours (Olah, Mordvintsev & Schubert 2017).|L’image est faite d’ondes de couleurs décorrélées (Olah, Mordvintsev & Schubert 2017).⟧
⟦?waves⟧turns = torch.outer(torch.arange(⟦side⟧), torch.arange(⟦side⟧)) % ⟦side⟧ * (2 * numpy.pi / ⟦side⟧)
⟦?waves⟧waves = ((turns.double().cos() + turns.double().sin()) / ⟦side⟧ ** 0.5).float()
⟦?waves⟧frequency = torch.minimum(torch.arange(⟦side⟧), ⟦side⟧ - torch.arange(⟦side⟧)) / ⟦side⟧
⟦?waves⟧weight = 0.25 / (frequency[:, None] ** 2 + frequency ** 2).sqrt().clamp(min=1 / ⟦side⟧)
⟦?waves⟧colours = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.0, -0.05], [0.27, -0.09, 0.03]])
⟦?waves⟧colours = colours / colours.norm(dim=0).max()

⟦?waves⟧def shown(numbers):
⟦?waves⟧    mixed = torch.einsum("ij,jyx->iyx", colours, waves @ (numbers * weight) @ waves)
⟦?waves⟧    return (mixed.sigmoid() - MU) / SIGMA

⟦?octaves⟧sides = [round(⟦side⟧ / 1.4 ** (⟦octaves⟧ - 1 - k)) for k in range(⟦octaves⟧)]
⟦?noise⟧x = torch.from_numpy(Random(⟦seed⟧).normal(3 * ⟦first-side⟧ ** 2)).reshape(3, ⟦first-side⟧, ⟦first-side⟧)
⟦?waves⟧x = 0.01 * x  # ⟦the numbers behind the image|les nombres derrière l’image⟧
⟦?grey⟧x = torch.zeros(3, ⟦first-side⟧, ⟦first-side⟧)
⟦?from-image⟧x = normalise(pixels)
⟦?resized⟧x = torch.nn.functional.interpolate(x[None], (⟦first-side⟧, ⟦first-side⟧), mode="bilinear")[0]
⟦?drawn⟧random = Random(⟦seed⟧)
⟦?adam⟧mean, square = 0, 0
⟦?octaves⟧octave, born = 0, 0
for iteration in range(⟦done⟧):
    ⟦?octaves⟧if octave + 1 < len(sides) and iteration * len(sides) >= (octave + 1) * ⟦iterations⟧:
    ⟦?octaves⟧    octave += 1
    ⟦?octaves⟧    x = torch.nn.functional.interpolate(x[None], (sides[octave], sides[octave]), mode="bilinear")[0]
    ⟦?octaves⟧    ⟦?adam⟧mean, square, born = 0, 0, iteration
    ⟦?turn⟧degrees, factor = ⟦rotation⟧ * (2 * random.uniform(1)[0] - 1), 1 + ⟦scale⟧ / 100 * (2 * random.uniform(1)[0] - 1)
    ⟦?turn⟧cos, sin = numpy.cos(numpy.radians(degrees)) / factor, numpy.sin(numpy.radians(degrees)) / factor
    ⟦?turn⟧turn = torch.tensor([[[cos, -sin, 0], [sin, cos, 0]]], dtype=torch.float32)
    ⟦?turn⟧turn = torch.nn.functional.affine_grid(turn, (1, *x.shape), align_corners=True)
    ⟦?jitter⟧across, down = random.below(⟦jitter⟧ + 1), random.below(⟦jitter⟧ + 1)
    ⟦!waves⟧g = gradient(lambda x: objective(view(x)) - penalty(x), x)
    ⟦?waves⟧g = gradient(lambda x: objective(view(shown(x))) - penalty(shown(x)), x)
    ⟦?contribution⟧pull = gradient(lambda x: objective(view(x)), x)
    ⟦?plain⟧x = x + ⟦eta⟧ * g
    ⟦?normalised⟧x = x + ⟦eta⟧ * g / g.norm()
    ⟦?progress⟧x = x + ⟦eta⟧ * g / (g ** 2).sum().clamp(min=1e-6)
    ⟦?adam⟧mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g ** 2
    ⟦?adam⟧t = iteration + 1⟦born⟧
    ⟦?adam⟧x = x + ⟦eta⟧ * mean / (1 - 0.9 ** t) / ((square / (1 - 0.999 ** t)).sqrt() + 1e-8)
    ⟦?decay⟧x = x * (1 - ⟦decay⟧)
    ⟦?clamp⟧x = box(x)
    ⟦?blur⟧if iteration % ⟦blur-every⟧ == 0:
    ⟦?blur⟧    x = blurred(x, ⟦blur⟧, "symmetric")
    ⟦?norm-percentile⟧sizes = x.norm(dim=0)
    ⟦?norm-percentile⟧x = x * (sizes >= float(numpy.percentile(sizes, ⟦norm-percentile⟧)))
    ⟦?contribution⟧sizes = (x * pull).sum(0).abs()
    ⟦?contribution⟧x = x * (sizes >= float(numpy.percentile(sizes, ⟦contribution-percentile⟧)))
⟦?waves⟧x = shown(x)
s = scores(eight_bit(x))
⟦?is-of-class⟧show("⟦score of the class|score de la classe⟧", s[⟦class⟧], ⟦class-score⟧)
⟦?is-of-class⟧show("⟦probability of the class|probabilité de la classe⟧", s.softmax(0)[⟦class⟧], ⟦class-probability⟧)
show("⟦best class|meilleure classe⟧", s.argmax(), ⟦top-class⟧)
show("⟦its probability|sa probabilité⟧", s.softmax(0).max(), ⟦top-probability⟧)
image = to_pixels(x)
