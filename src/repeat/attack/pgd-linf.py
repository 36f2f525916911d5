epsilon, step = ⟦epsilon⟧ / 255, ⟦step⟧ / 255
u0 = x0 * SIGMA + MU  # ⟦pixels in 0 to 1|pixels de 0 à 1⟧
u = u0
⟦?random-start⟧drawn = torch.from_numpy((2 * Random(⟦draw-seed⟧).uniform(u0.numel()) - 1) * numpy.float32(epsilon))
⟦?random-start⟧u = (u0 + drawn.reshape(u0.shape)).clamp(0, 1)
for iterations in range(⟦steps⟧ + 1):
    seen = judged((u - MU) / SIGMA)
    if reached(seen) or iterations == ⟦steps⟧:
        break
    g = gradient(objective, seen)
    change = (u + step * g.sign() - u0).clamp(-epsilon, epsilon)
    u = (u0 + change).clamp(0, 1)
