LAYERS = {"conv1": model.features[1], "conv10": model.classifier[2]}
LAYERS.update({fire: model.features[at] for fire, at in FIRES.items()})

# ⟦What a layer makes of x, and the scores.|Ce qu’une couche fait de x, et les scores.⟧
def activation(layer, x):
    kept = []
    hook = LAYERS[layer].register_forward_hook(lambda module, came, left: kept.append(left))
    s = scores(x)
    hook.remove()
    return kept[0], s
