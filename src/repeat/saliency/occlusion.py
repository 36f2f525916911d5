side, fill = ⟦side⟧, baseline(⟦fill⟧, x, ⟦seed⟧)
starts = list(range(0, 224 - side + 1, min(⟦stride⟧, side)))
if starts[-1] != 224 - side:
    starts.append(224 - side)
falls, windows = torch.zeros(2, 1, 224, 224, dtype=torch.float64)
for top in starts:
    for left in starts:
        window = slice(None), slice(top, top + side), slice(left, left + side)
        hidden = x.clone()
        hidden[window] = fill[window]
        falls[window] += scores(x)[c].double() - scores(hidden)[c].double()
        windows[window] += 1
attribution = falls / windows
