x = normalise(pixels)
⟦!pictures⟧c = ⟦class⟧  # ⟦class-name⟧
⟦?pictures⟧c = ⟦chosen-class⟧
⟦?pictures⟧c = int(scores(x).argmax()) if c is None else c
