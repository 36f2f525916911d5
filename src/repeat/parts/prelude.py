import hashlib, json, sys

import numpy, torch, torchvision
from PIL import Image, ImageOps

# ⟦The page’s weights: the numbers of the authors’ release, not torchvision’s own, which come from another training.|Les poids de la page : les nombres publiés par les auteurs, et non ceux de torchvision, qui viennent d’un autre apprentissage.⟧
WEIGHTS = ⟦weights⟧
with open(WEIGHTS, "rb") as file:
    raw = file.read()
assert hashlib.sha256(raw).hexdigest() == ⟦sha256⟧, "⟦These are other weights.|Ce sont d’autres poids.⟧"
length = int.from_bytes(raw[:8], "little")
sheet = json.loads(raw[8:8 + length])
sheet.pop("__metadata__", None)

def tensor(of):
    start, end = of["data_offsets"]
    numbers = numpy.frombuffer(raw, "<f4", (end - start) // 4, 8 + length + start)
    return torch.from_numpy(numbers.copy()).reshape(of["shape"])

FIRES = {"fire2": 3, "fire3": 4, "fire4": 6, "fire5": 7, "fire6": 9, "fire7": 10, "fire8": 11, "fire9": 12}

def renamed(name):
    layer, *rest = name.split(".")
    if layer == "conv1":
        return f"features.0.{rest[-1]}"
    if layer == "conv10":
        return f"classifier.1.{rest[-1]}"
    return f"features.{FIRES[layer]}.{rest[0].replace('squeeze1x1', 'squeeze')}.{rest[-1]}"

state = {renamed(name): tensor(of) for name, of in sheet.items()}

# ⟦The authors’ network reads blue, green, red in 0 to 255 less a mean. Here it reads (value / 255 - MU) / SIGMA of red, green, blue: the difference is folded into the first layer, exactly, since that layer has no border.|Le réseau des auteurs lit bleu, vert, rouge de 0 à 255 moins une moyenne. Ici il lit (valeur / 255 - MU) / SIGMA de rouge, vert, bleu : la différence passe dans la première couche, exactement, puisque cette couche n’a pas de bord.⟧
MU = torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1)
SIGMA = torch.tensor([0.229, 0.224, 0.225]).reshape(3, 1, 1)
mean = torch.tensor([123.68, 116.779, 103.939], dtype=torch.float64).reshape(3, 1, 1)
w = state["features.0.weight"].double().flip(1)
bias = state["features.0.bias"].double() + (w * (255 * MU.double() - mean)).sum((1, 2, 3))
state["features.0.weight"] = (w * (255 * SIGMA.double())).float()
state["features.0.bias"] = bias.float()

model = torchvision.models.squeezenet1_1(weights=None).eval().requires_grad_(False)
model.load_state_dict(state)
for module in model.modules():
    if isinstance(module, torch.nn.ReLU):
        module.inplace = False

def normalise(pixels):
    return (torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255 - MU) / SIGMA

def grey_levels(x):
    return ((x * SIGMA + MU) * 255).round().clamp(0, 255)

def to_pixels(x):
    return grey_levels(x).permute(1, 2, 0).byte().numpy()

def eight_bit(x):
    return (grey_levels(x) / 255 - MU) / SIGMA

def box(x):
    return torch.minimum(torch.maximum(x, (0 - MU) / SIGMA), (1 - MU) / SIGMA)

def scores(x):
    return model(x[None])[0]

def gradient(of, x):
    x = x.detach().requires_grad_(True)
    return torch.autograd.grad(of(x), x)[0]

def show(name, here, page=None):
    beside = "" if page is None else f"   (⟦page:|page :⟧ {page:.6g})"
    print(f"{name}⟦:| :⟧ {float(here):.6g}{beside}")
