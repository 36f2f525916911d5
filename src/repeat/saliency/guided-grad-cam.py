maps, slopes = maps_of(⟦layer⟧, x)
coarse = (slopes.mean((1, 2), keepdim=True) * maps).sum(0, keepdim=True).clamp(min=0)
attribution = gradient_by(guided, lambda x: scores(x)[c], x) * spread(coarse, ⟦layer⟧)
