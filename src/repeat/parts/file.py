# ⟦A result of Gradoscope once more, in PyTorch. Needed are torch, torchvision, numpy and Pillow.|Un résultat de Gradoscope refait dans PyTorch. Il faut torch, torchvision, numpy et Pillow.⟧
⟦?reads⟧#     python repeat.py [input.png [squeezenet-1.1.safetensors]]
⟦!reads⟧#     python repeat.py - [squeezenet-1.1.safetensors]
⟦?reads⟧# ⟦input.png: the picture that was open on the page, or what the network saw of it, 224 by 224 pixels.|input.png : l’image qui était ouverte sur la page, ou ce que le réseau en a vu, 224 pixels sur 224.⟧
# squeezenet-1.1.safetensors⟦: the weights,| : les poids,⟧ ⟦site⟧weights/squeezenet-1.1.safetensors
⟦?link⟧# ⟦The result on the page:|Le résultat sur la page :⟧ ⟦site⟧⟦link⟧
⟦notes⟧

⟦prelude⟧

⟦?reads⟧INPUT = sys.argv[1] if len(sys.argv) > 1 else "input.png"
⟦?reads⟧picture = ImageOps.exif_transpose(Image.open(INPUT)).convert("RGB")
⟦?framed⟧if picture.size != (224, 224):
⟦?framed⟧    ⟦?box⟧picture = picture.crop(⟦box⟧)
⟦?framed⟧    picture = picture.resize((224, 224), Image.BILINEAR)
⟦?reads⟧pixels = numpy.array(picture)
⟦?reads⟧assert pixels.shape == (224, 224, 3), "⟦The image is not one of 224 by 224 pixels.|L’image n’a pas 224 pixels sur 224.⟧"
⟦?hash⟧if hashlib.sha256(pixels.tobytes()).hexdigest() != ⟦hash⟧:
⟦?hash⟧    print("⟦These are not the pixels of the result on the page: expect other figures.|Ce ne sont pas les pixels du résultat de la page : attendez d’autres chiffres.⟧")

⟦lines⟧

⟦?map⟧numpy.save("repeated.npy", attribution.float().numpy())
⟦?map⟧Image.fromarray((255 * drawn / drawn.max().clamp(min=1e-30)).byte().numpy()).save("repeated.png")
⟦?image⟧Image.fromarray(image).save("repeated.png")
