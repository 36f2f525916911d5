attribution = gradient_by(guided, lambda x: scores(x)[c], x)
