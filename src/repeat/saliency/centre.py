spot = torch.exp(-0.5 * ((torch.arange(224) - 111.5) / 60) ** 2)
attribution = (spot[:, None] * spot)[None]
