last = model.classifier[1]
maps = model.features(x[None])[0]
attribution = (last.weight[c] * maps).sum(0, keepdim=True) + last.bias[c]
