epsilon, step = ⟦epsilon⟧, ⟦step⟧
u0 = x0 * SIGMA + MU  # ⟦pixels in 0 to 1|pixels de 0 à 1⟧
u = u0
⟦?random-start⟧random = Random(⟦draw-seed⟧)
⟦?random-start⟧drawn = torch.from_numpy(random.normal(u0.numel())).reshape(u0.shape)
⟦?random-start⟧length = epsilon * float(random.uniform(1)[0]) ** (1 / u0.numel())
⟦?random-start⟧u = (u0 + drawn * float(length / drawn.double().norm())).clamp(0, 1)
for iterations in range(⟦steps⟧ + 1):
    seen = judged((u - MU) / SIGMA)
    if reached(seen) or iterations == ⟦steps⟧:
        break
    g = gradient(objective, seen) / SIGMA
    change = u + step * g / g.norm() - u0
    change = change * (epsilon / change.norm().clamp(min=epsilon))
    u = (u0 + change).clamp(0, 1)
