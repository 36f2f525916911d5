# ⟦From sharp to blurred, each blur larger than the one before by the same factor.|Du net au flou, chaque flou plus fort que le précédent d’un même facteur.⟧
sigmas = 0.3 * (⟦sigma⟧ / 0.3) ** (numpy.arange(⟦steps⟧) / (⟦steps⟧ - 1))
attribution, sharper, last = 0, x, 0
for sigma in sigmas:
    slope = gradient(lambda x: scores(x)[c], blurred(x, (last + sigma) / 2, "edge")).double()
    softer = blurred(x, sigma, "edge")
    attribution = attribution + slope * (sharper - softer)
    sharper, last = softer, sigma
