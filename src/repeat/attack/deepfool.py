u0 = x0 * SIGMA + MU  # ⟦pixels in 0 to 1|pixels de 0 à 1⟧
change = torch.zeros_like(u0)
rivals = [int(k) for k in scores(judged(x0)).argsort(descending=True, stable=True)[:⟦candidates⟧] if k != source]
for iterations in range(⟦steps⟧ + 1):
    seen = judged(((u0 + (1 + ⟦overshoot⟧) * change).clamp(0, 1) - MU) / SIGMA)
    if reached(seen) or iterations == ⟦steps⟧:
        break
    nearest = None
    for rival in rivals:
        gap = lambda x: scores(x)[rival] - scores(x)[source]
        g = gradient(gap, seen) / SIGMA
        norm = g.norm() + 1e-8
        distance = gap(seen).abs() / norm
        if nearest is None or distance < nearest:
            nearest, step = distance, g * ((distance + 1e-4) / norm)
    change = change + step
