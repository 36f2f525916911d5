"""Saliency methods by Captum, one at a time, for a program that has them take turns with others.

    pip install torch torchvision captum safetensors
    python methods.py WEIGHTS.safetensors THREADS

WEIGHTS is public/weights/squeezenet-1.1.safetensors. Every line that is read is JSON, {"method", "pixels" (the name
of a file of 224 x 224 x 3 bytes), "class", "out"}; the map is written to `out` as float32, and one line of JSON
answered: {"ms"}, or {"missing": why}. The first line that is written says which versions these are.

The network is torchvision's, its weights those of the page under other names, the input of Caffe (BGR, 0..255 less a
mean) folded into the first convolution, which is exact since that one has no padding.
"""
import json
import sys
import time

import captum
import numpy
import torch
import torchvision
from captum import attr
from safetensors.torch import load_file

FIRE = {2: 3, 3: 4, 4: 6, 5: 7, 6: 9, 7: 10, 8: 11, 9: 12}
MU, SIGMA = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
CAFFE_MEAN = torch.tensor([123.68, 116.779, 103.939])
SIDE = 224
# Of grey levels, as the page has it; Captum takes one number for the three colours.
NOISE, COPIES = 0.04, 25
STEPS, WINDOW, STRIDE = 50, 32, 16


def name(key):
    layer, *rest = key.split(".")
    if layer == "conv1":
        return f"features.0.{rest[-1]}"
    if layer == "conv10":
        return f"classifier.1.{rest[-1]}"
    return f"features.{FIRE[int(layer[4:])]}.{rest[0].replace('squeeze1x1', 'squeeze')}.{rest[-1]}"


def network(path):
    state = {name(key): value for key, value in load_file(path).items()}
    w = state["features.0.weight"].double().flip(1)
    shift = (w * (255 * MU.double() - CAFFE_MEAN.double())[:, None, None]).sum((1, 2, 3))
    state["features.0.bias"] = (state["features.0.bias"].double() + shift).float()
    state["features.0.weight"] = (w * (255 * SIGMA.double())[:, None, None]).float()
    model = torchvision.models.squeezenet1_1(weights=None).eval().requires_grad_(False)
    model.load_state_dict(state)
    return model


def with_room(model):
    """Rectifiers that leave their input as it is: Captum's rules hook into them."""
    for module in model.modules():
        if isinstance(module, torch.nn.ReLU):
            module.inplace = False
    return model


def methods(path):
    model, hooked = network(path), with_room(network(path))
    fire9 = model.features[12]
    black = (-MU / SIGMA)[None, :, None, None].expand(1, 3, SIDE, SIDE)
    deviation = NOISE / float(SIGMA.mean())
    saliency = attr.Saliency(model)

    def noisy(kind):
        def run(x, cls):
            torch.manual_seed(0)
            tunnel = attr.NoiseTunnel(saliency)
            return tunnel.attribute(x, nt_type=kind, nt_samples=COPIES, stdevs=deviation, target=cls, abs=False)

        return run

    def occlusion(at_once):
        window = dict(sliding_window_shapes=(3, WINDOW, WINDOW), strides=(3, STRIDE, STRIDE), baselines=0)
        return lambda x, cls: attr.Occlusion(model).attribute(x, target=cls, perturbations_per_eval=at_once, **window)

    def integrated(x, cls):
        ways = dict(n_steps=STEPS, method="riemann_middle")
        return attr.IntegratedGradients(model).attribute(x, baselines=black, target=cls, **ways)

    return {
        "gradient": lambda x, cls: saliency.attribute(x, target=cls, abs=False),
        "gradient-x-input": lambda x, cls: attr.InputXGradient(model).attribute(x, target=cls),
        "guided-backpropagation": lambda x, cls: attr.GuidedBackprop(hooked).attribute(x, target=cls),
        "deconvnet": lambda x, cls: attr.Deconvolution(hooked).attribute(x, target=cls),
        "smooth-grad": noisy("smoothgrad"),
        "smooth-grad-squared": noisy("smoothgrad_sq"),
        "var-grad": noisy("vargrad"),
        "integrated-gradients": integrated,
        "grad-cam": lambda x, cls: attr.LayerGradCam(model, fire9).attribute(x, target=cls, relu_attributions=True),
        "guided-grad-cam": lambda x, cls: attr.GuidedGradCam(hooked, hooked.features[12]).attribute(x, target=cls),
        "occlusion": occlusion(1),
        "occlusion, 13 at once": occlusion(13),
    }


def main():
    torch.set_num_threads(int(sys.argv[2]))
    known = methods(sys.argv[1])
    about = f"Captum {captum.__version__}, PyTorch {torch.__version__}, {torch.get_num_threads()} threads"
    print(json.dumps({"about": about}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["method"] not in known:
            print(json.dumps({"missing": "not in Captum"}), flush=True)
            continue
        pixels = numpy.fromfile(asked["pixels"], numpy.uint8).reshape(SIDE, SIDE, 3)
        x = ((torch.from_numpy(pixels).float() / 255 - MU) / SIGMA).permute(2, 0, 1)[None].contiguous()
        x.requires_grad_(True)
        begun = time.perf_counter()
        found = known[asked["method"]](x, asked["class"])
        ms = (time.perf_counter() - begun) * 1e3
        found.detach().numpy().astype(numpy.float32).tofile(asked["out"])
        print(json.dumps({"ms": ms}), flush=True)


if __name__ == "__main__":
    main()
