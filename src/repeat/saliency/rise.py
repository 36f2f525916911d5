random, cells = Random(⟦seed⟧), ⟦cells⟧
last, step = cells - 1, -(-224 // cells)

def between(shift):
    place = abs((numpy.arange(shift, shift + 224) + 0.5) * cells / ((cells + 1) * step) - 0.5)
    place = (last - abs(last - place)).clip(0)
    low = numpy.minimum(place.astype(int), last)
    return low, numpy.minimum(low + 1, last), (place - low).astype("f4")

masks, weighted, total = 0, 0, 0
for _ in range(⟦masks⟧):
    grid = (random.uniform(cells * cells) < numpy.float32(⟦keep⟧)).astype("f4").reshape(cells, cells)
    up, down, v = between(random.below(step))
    left, right, u = between(random.below(step))
    rows = grid[:, left] + u * (grid[:, right] - grid[:, left])
    mask = torch.from_numpy(rows[up] + v[:, None] * (rows[down] - rows[up]))
    p = scores(x * mask).double().softmax(0)[c]
    masks, weighted, total = masks + mask.double(), weighted + p * mask.double(), total + p
if ⟦estimator⟧ == "plain":
    attribution = weighted[None] / (⟦masks⟧ * ⟦keep⟧)
else:
    attribution = (weighted - total / ⟦masks⟧ * masks)[None] / ⟦masks⟧
