def baseline(kind, x, seed):
    if kind == "blur":
        return blurred(x, 10, "edge")
    if kind == "noise":
        unit = torch.from_numpy(Random(seed).uniform(x.numel())).reshape(x.shape)
    else:
        unit = {"black": 0, "white": 1, "mean": MU}[kind]
    return ((unit - MU) / SIGMA).expand(x.shape)
