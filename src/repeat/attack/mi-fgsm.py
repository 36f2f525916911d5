epsilon = ⟦epsilon⟧ / 255
u0 = x0 * SIGMA + MU  # ⟦pixels in 0 to 1|pixels de 0 à 1⟧
u, velocity = u0, 0
for iterations in range(⟦steps⟧ + 1):
    seen = judged((u - MU) / SIGMA)
    if reached(seen) or iterations == ⟦steps⟧:
        break
    g = gradient(objective, seen) / SIGMA
    velocity = ⟦decay⟧ * velocity + g / g.abs().sum()
    change = (u + epsilon / ⟦own-steps⟧ * velocity.sign() - u0).clamp(-epsilon, epsilon)
    u = (u0 + change).clamp(0, 1)
