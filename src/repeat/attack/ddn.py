# ⟦The smallest success is kept.|La plus petite réussite est gardée.⟧
u0 = x0 * SIGMA + MU  # ⟦pixels in 0 to 1|pixels de 0 à 1⟧
change, length, best = torch.zeros_like(u0), ⟦epsilon⟧, None
for iterations in range(⟦steps⟧ + 1):
    here = judged((u0 + change - MU) / SIGMA)
    size = ((here - x0) * SIGMA).norm()
    is_reached = reached(here)
    if is_reached and (best is None or size < best):
        best, seen = size, here
    if best is None:
        seen = here
    if iterations == ⟦steps⟧:
        break
    g = gradient(objective, here) / SIGMA
    turn = 0.01 + 0.99 * 0.5 * (1 + numpy.cos(numpy.pi * iterations / ⟦own-steps⟧))
    turned = change + float(turn) * g / g.norm()
    length = length * (1 - ⟦gamma⟧ if is_reached else 1 + ⟦gamma⟧)
    change = (u0 + turned * (length / turned.norm())).clamp(0, 1) - u0
