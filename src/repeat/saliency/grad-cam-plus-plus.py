maps, slopes = maps_of(⟦layer⟧, x)
below = 2 + slopes * maps.sum((1, 2), keepdim=True)
shares = torch.where((slopes > 0) & (below > 0), slopes / below, torch.zeros_like(slopes))
attribution = (shares.sum((1, 2), keepdim=True) * maps).sum(0, keepdim=True).clamp(min=0)
