b, steps = baseline(⟦baseline⟧, x, ⟦seed⟧), ⟦points⟧
total = 0
for k in range(steps):
    total = total + gradient(lambda x: scores(x)[c], b + (k + 0.5) / steps * (x - b)).double()
attribution = total / steps * (x - b)
