s = scores(seen)
⟦?away⟧target = ⟦target⟧  # ⟦target-name⟧
change = (seen - x0) * SIGMA
show("⟦iterations|itérations⟧", iterations, ⟦iterations⟧)
show("⟦score of the target|score de la cible⟧", s[target], ⟦target-score⟧)
show("⟦probability of the target|probabilité de la cible⟧", s.softmax(0)[target], ⟦target-probability⟧)
show("⟦probability of the original class|probabilité de la classe d’origine⟧", s.softmax(0)[source], ⟦source-probability⟧)
show("⟦L2 norm of the change, pixels in 0 to 1|norme L2 de la modification, pixels de 0 à 1⟧", change.norm(), ⟦l2⟧)
show("⟦largest change, in grey levels|plus grande modification, en niveaux de gris⟧", 255 * change.abs().max(), ⟦linf⟧)
image = to_pixels(seen)
