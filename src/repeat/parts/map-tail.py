drawn = ⟦drawn⟧
⟦?figures⟧show("⟦label⟧⟦smallest number|plus petit nombre⟧", attribution.min(), ⟦least⟧)
⟦?figures⟧show("⟦label⟧⟦largest number|plus grand nombre⟧", attribution.max(), ⟦greatest⟧)
⟦?sum⟧show("⟦label⟧⟦sum|somme⟧", attribution.sum(), ⟦sum⟧)
⟦?among⟧results[⟦method⟧] = attribution, drawn
