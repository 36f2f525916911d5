maps, slopes = maps_of(⟦layer⟧, x)
attribution = (slopes.clamp(min=0) * maps).sum(0, keepdim=True).clamp(min=0)
