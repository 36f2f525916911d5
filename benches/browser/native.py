"""SqueezeNet 1.1 by PyTorch, natively, asked for one work at a time: for a program that has it take turns with
engines in a browser.

    pip install torch safetensors
    python native.py WEIGHTS.safetensors IMAGE.rgb

WEIGHTS is public/weights/squeezenet-1.1.safetensors and IMAGE 224 x 224 x 3 bytes. The first line that is written says
which version this is: {"about"}. Every line that is read is "THREADS WORK", as in "2 gradient", and answered with one
line of JSON: {"ms", "checksum"}, or {"error": why}.

The weights are frozen and the gradient is that of the input alone; forward is made without anything kept for a
gradient. The check sums are those of task.js: the score of what the photograph shows, and the sum of the largest
absolute derivative of it over the colours.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

SIDE, SHOWN = 224, 285
MU, SIGMA = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
CAFFE_MEAN = torch.tensor([123.68, 116.779, 103.939])


def network(path):
    """From [n, 3, side, side] in normalised units, RGB, to scores [n, 1000]."""
    held = {name: tensor.requires_grad_(False) for name, tensor in load_file(path).items()}
    gain, shift = ((each)[None, :, None, None] for each in (255 * SIGMA, 255 * MU - CAFFE_MEAN))

    def conv(x, name, stride=1, padding=0):
        return F.conv2d(x, held[f"{name}.weight"], held[f"{name}.bias"], stride, padding).relu_()

    def fire(x, i):
        squeezed = conv(x, f"fire{i}.squeeze1x1")
        near = conv(squeezed, f"fire{i}.expand1x1")
        return torch.cat([near, conv(squeezed, f"fire{i}.expand3x3", padding=1)], 1)

    def pool(x):
        return F.max_pool2d(x, 3, 2)

    def scores(image):
        x = (image * gain + shift).flip(1)
        x = pool(conv(x, "conv1", stride=2))
        x = pool(fire(fire(x, 2), 3))
        x = pool(fire(fire(x, 4), 5))
        for i in (6, 7, 8, 9):
            x = fire(x, i)
        return conv(x, "conv10").mean((2, 3))

    return scores


def image(path):
    with open(path, "rb") as file:
        pixels = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).view(SIDE, SIDE, 3)
    return ((pixels.float() / 255 - MU) / SIGMA).permute(2, 0, 1)[None].contiguous()


def works(scores, x):
    """Each answers with its numbers, and has a check sum of them."""

    def forward():
        with torch.inference_mode():
            return scores(x)

    def gradient():
        from_here = x.detach().requires_grad_(True)
        found = torch.autograd.grad(scores(from_here)[0, SHOWN], from_here)[0]
        return found.abs().amax(1)

    return {
        "forward": (forward, lambda numbers: numbers[0, SHOWN].item()),
        "gradient": (gradient, lambda numbers: numbers.double().sum().item()),
    }


def answer(known, line):
    threads, work = line.split()
    torch.set_num_threads(int(threads))
    make, check = known[work]
    begun = time.perf_counter()
    numbers = make()
    ms = (time.perf_counter() - begun) * 1e3
    return {"ms": ms, "checksum": check(numbers)}


def say(what):
    print(json.dumps(what), flush=True)


def main():
    known = works(network(sys.argv[1]), image(sys.argv[2]))
    say({"about": f"PyTorch {torch.__version__}"})
    for line in sys.stdin:
        try:
            say(answer(known, line))
        except Exception as error:
            say({"error": f"{line.strip()}: {error!r}"})


if __name__ == "__main__":
    main()
