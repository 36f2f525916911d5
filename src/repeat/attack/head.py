x0 = normalise(pixels)
source = ⟦source⟧  # ⟦source-name⟧
⟦!away⟧target = ⟦target⟧  # ⟦target-name⟧

# ⟦The image that is judged, and of which the gradient is taken.|L’image qui est jugée, et dont on prend le gradient.⟧
def judged(x):
    return ⟦judged⟧

def best_other(s, than):
    return torch.cat([s[:than], s[than + 1:]]).max()

def objective(x):
    s = scores(x)
    ⟦?through⟧# ⟦A score of zero has no gradient: there the score before the last rectifier takes its place.|Un score nul n’a pas de gradient : le score avant le dernier rectifieur le remplace alors.⟧
    ⟦?through⟧before = model.classifier[1](model.features(x[None]))[0].mean((1, 2))
    ⟦?through⟧is_dead = (s == 0) & (torch.arange(len(s)) == target)
    ⟦?through⟧s = torch.where(is_dead, s + before - before.detach(), s)
    ⟦?third⟧others = s.detach().clone()
    ⟦?third⟧others[target] = -1
    ⟦?third⟧if others.argmax() != source:  # ⟦a third class leads|une troisième classe mène⟧
    ⟦?third⟧    return s.log_softmax(0)[target]
    return ⟦objective⟧

def reached(x):
    s = scores(x)
    ⟦!away⟧return bool(s.argmax() == target and s.softmax(0)[target] >= ⟦until⟧)
    ⟦?away⟧return bool(s.argmax() != source and best_other(s.softmax(0), source) >= ⟦until⟧)
