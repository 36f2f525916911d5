"""Makes files of torchvision's networks with random weights, and what PyTorch says of them, for `cargo xtask bench
networks --files FOLDER`.

    python make_networks.py FOLDER [NAME ...]     needs torch, torchvision, onnx, onnxscript, numpy, safetensors

For each network NAME: NAME.pth (its state dict), NAME-old.onnx and NAME-new.onnx (exported by the exporter of before 2.9 with
opset 13, and by the one since with opset 18), and NAME.safetensors: the pixels (uint8, [side, side, 3]), the scores and the
gradient of the score of `class` with respect to the normalised image, by PyTorch in float64, and how far PyTorch in float32 is
from that. The weights are torchvision's own random ones, normalisations drawn around what training leaves.
"""
import copy
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from safetensors.numpy import save_file
from torch import nn

MU = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64)[:, None, None]
SIGMA = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64)[:, None, None]
SIDE = 224
# Those that the page knows by their tensors, and others that it knows as models only.
KNOWN = ["squeezenet1_0", "squeezenet1_1", "alexnet", "vgg11", "vgg16", "vgg16_bn", "resnet18", "resnet34", "resnet50",
         "densenet121", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large"]
OTHERS = ["efficientnet_b0", "mnasnet1_0", "regnet_x_400mf", "regnet_y_400mf", "resnext50_32x4d", "googlenet",
          "shufflenet_v2_x1_0"]


def drawn(name):
    torch.manual_seed(1)
    more = {"init_weights": True, "aux_logits": False} if name == "googlenet" else {}
    model = getattr(torchvision.models, name)(**more)
    for part in model.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.normal_(part.weight, 1, 0.1)
            nn.init.normal_(part.bias, 0, 0.1)
            nn.init.normal_(part.running_mean, 0, 0.1)
            nn.init.uniform_(part.running_var, 0.5, 1.5)
    return model.eval()


def picture():
    """Smooth, with some noise: no flat places, where maxima would tie."""
    rng = np.random.default_rng(3)
    coarse = torch.tensor(rng.uniform(0, 255, (1, 3, 9, 9)))
    smooth = F.interpolate(coarse, size=(SIDE, SIDE), mode="bicubic", align_corners=True)[0].numpy()
    return np.clip(smooth + rng.normal(0, 12, smooth.shape), 0, 255).round().astype(np.uint8)


def run(model, image, dtype, chosen=None):
    x = ((torch.tensor(image, dtype=torch.float64) / 255 - MU) / SIGMA)[None].to(dtype).requires_grad_(True)
    scores = copy.deepcopy(model).to(dtype)(x)[0]
    chosen = int(scores.argmax()) if chosen is None else chosen
    scores[chosen].backward()
    return scores.detach().double().numpy(), x.grad[0].double().numpy(), chosen


def make(folder, name):
    model, image = drawn(name), picture()
    scores, gradient, chosen = run(model, image, torch.float64)
    plain, plain_gradient, _ = run(model, image, torch.float32, chosen)
    facts = {"class": chosen, "side": SIDE,
             "float32_scores": np.abs(plain - scores).max() / np.abs(scores).max(),
             "float32_gradient": np.linalg.norm(plain_gradient - gradient) / np.linalg.norm(gradient)}
    save_file({"pixels": np.ascontiguousarray(image.transpose(1, 2, 0)), "scores": scores.astype(np.float32),
               "gradient": gradient.astype(np.float32)},
              folder / f"{name}.safetensors", {key: str(value) for key, value in facts.items()})
    if name in KNOWN:
        torch.save(model.state_dict(), folder / f"{name}.pth")
    dummy = torch.zeros(1, 3, SIDE, SIDE)
    torch.onnx.export(model, dummy, str(folder / f"{name}-old.onnx"), opset_version=13, dynamo=False)
    torch.onnx.export(model, (dummy,), str(folder / f"{name}-new.onnx"), opset_version=18, dynamo=True, external_data=False)
    print(name, facts, flush=True)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or KNOWN + OTHERS:
        try:
            make(folder, name)
        except Exception as error:  # one that cannot be exported is no reason to leave the others out
            print(f"{name} left out: {error}", flush=True)
