attribution = torch.from_numpy(Random(⟦seed⟧).uniform(224 * 224)).reshape(1, 224, 224)
