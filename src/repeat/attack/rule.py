x = x0
for iterations in range(⟦steps⟧ + 1):
    seen = judged(x)
    if reached(seen) or iterations == ⟦steps⟧:
        break
    g = gradient(objective, seen)
    x = x + ⟦eta⟧ * g / g.norm()
    ⟦?valid⟧x = box(x)
