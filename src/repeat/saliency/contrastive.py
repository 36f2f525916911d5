other = ⟦other⟧
attribution = gradient(lambda x: scores(x)[c] - scores(x)[other], x)
