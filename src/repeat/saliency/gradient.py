attribution = gradient(lambda x: scores(x)[c], x)
