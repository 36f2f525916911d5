c = ⟦class⟧  # ⟦class-name⟧
across, down = ⟦pixel-x⟧, ⟦pixel-y⟧
slopes = gradient(lambda x: scores(x)[c], normalise(pixels))[:, down, across]
page = [  # ⟦colour, grey levels between both images, difference quotient, gradient|couleur, niveaux de gris entre les deux images, taux d’accroissement, gradient⟧
⟦page⟧
]
for channel, (name, levels, quotient, slope) in enumerate(page):
    low, high = pixels.copy(), pixels.copy()
    value = int(pixels[down, across, channel])
    low[down, across, channel], high[down, across, channel] = max(value - ⟦levels⟧, 0), min(value + ⟦levels⟧, 255)
    step = levels / 255 / SIGMA[channel]  # ⟦in normalised units|en unités normalisées⟧
    difference = scores(normalise(high))[c].double() - scores(normalise(low))[c].double()
    show(f"{name}⟦: difference quotient| : taux d’accroissement⟧", difference / step, quotient)
    show(f"{name}⟦: gradient| : gradient⟧", slopes[channel], slope)
