# ⟦The maps of a layer, and the gradient of the score with respect to them.|Les cartes d’une couche, et le gradient du score par rapport à elles.⟧
def maps_of(layer, x):
    maps, s = activation(layer, x.detach().requires_grad_(True))
    return maps[0].detach().double(), torch.autograd.grad(s[c], maps)[0][0].double()
