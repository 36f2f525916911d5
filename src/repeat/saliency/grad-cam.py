maps, slopes = maps_of(⟦layer⟧, x)
attribution = (slopes.mean((1, 2), keepdim=True) * maps).sum(0, keepdim=True).clamp(min=0)
