def noisy_copies(x, copies, noise, seed):
    random = Random(seed)
    for _ in range(copies):
        yield x + noise / SIGMA * torch.from_numpy(random.normal(x.numel())).reshape(x.shape)
