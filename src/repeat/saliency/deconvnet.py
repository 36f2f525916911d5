attribution = gradient_by(deconvnet, lambda x: scores(x)[c], x)
