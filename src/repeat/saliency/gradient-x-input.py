attribution = gradient(lambda x: scores(x)[c], x) * (x - baseline(⟦baseline⟧, x, ⟦seed⟧))
