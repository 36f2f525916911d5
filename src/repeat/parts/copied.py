def base(x):
    ⟦base-lines⟧
    return attribution.double()

found = [base(copy) for copy in noisy_copies(x, ⟦copies⟧, ⟦noise⟧, ⟦seed⟧)]
