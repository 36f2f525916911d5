seen, iterations = judged(x0), 0
if not reached(seen):
    g = gradient(objective, seen)
    seen, iterations = judged(x0 + ⟦epsilon⟧ / 255 * g.sign() / SIGMA), 1
