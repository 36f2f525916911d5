# ⟦What the page found, by the SHA-256 of the pixels: class, score, probability, smallest and largest number of the map.|Ce que la page a trouvé, selon le SHA-256 des pixels : classe, score, probabilité, plus petit et plus grand nombre de la carte.⟧
PAGE = {
⟦told⟧
}
page = PAGE.get(hashlib.sha256(pixels.tobytes()).hexdigest(), [None] * 5)
s = scores(x)
show("⟦class|classe⟧", c, page[0])
show("⟦score|score⟧", s[c], page[1])
show("⟦probability|probabilité⟧", s.double().softmax(0)[c], page[2])
show("⟦smallest number|plus petit nombre⟧", attribution.min(), page[3])
show("⟦largest number|plus grand nombre⟧", attribution.max(), page[4])
