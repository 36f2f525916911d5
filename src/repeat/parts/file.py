# ⟦A result of Gradoscope once more, in PyTorch. Needed are torch, torchvision, numpy and Pillow.|Un résultat de Gradoscope refait dans PyTorch. Il faut torch, torchvision, numpy et Pillow.⟧
⟦?reads⟧#     python repeat.py [input.png [squeezenet-1.1.safetensors]]
⟦!reads⟧#     python repeat.py - [squeezenet-1.1.safetensors]
⟦?reads⟧# ⟦input.png: the 224 by 224 pixels that the network saw, as the page saves them.|input.png : les 224 pixels sur 224 que le réseau a vus, tels que la page les enregistre.⟧
# squeezenet-1.1.safetensors⟦: the weights,| : les poids,⟧ ⟦site⟧weights/squeezenet-1.1.safetensors
⟦?link⟧# ⟦The result on the page:|Le résultat sur la page :⟧ ⟦site⟧⟦link⟧
⟦notes⟧

⟦prelude⟧

⟦?reads⟧INPUT = sys.argv[1] if len(sys.argv) > 1 else "input.png"
⟦?reads⟧pixels = numpy.array(Image.open(INPUT).convert("RGB"))
⟦?reads⟧assert pixels.shape == (224, 224, 3), "⟦The image is not one of 224 by 224 pixels.|L’image n’a pas 224 pixels sur 224.⟧"

⟦lines⟧

⟦?map⟧numpy.save("repeated.npy", attribution.float().numpy())
⟦?map⟧Image.fromarray((255 * drawn / drawn.max().clamp(min=1e-30)).byte().numpy()).save("repeated.png")
⟦?image⟧Image.fromarray(image).save("repeated.png")
