maps, slopes = maps_of(⟦layer⟧, x)
attribution = (slopes * maps).sum(0, keepdim=True)
