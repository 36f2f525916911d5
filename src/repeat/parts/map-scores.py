s = scores(x)
show("⟦score|score⟧", s[c], ⟦score⟧)
show("⟦probability|probabilité⟧", s.double().softmax(0)[c], ⟦probability⟧)
