# ⟦What a rectifier lets through on the way back.|Ce qu’un rectifieur laisse passer au retour.⟧
def guided(relu, to_input, from_output):
    return (to_input[0].clamp(min=0),)

def deconvnet(relu, to_input, from_output):
    return (from_output[0].clamp(min=0),)

def gradient_by(rule, of, x):
    relus = [module for module in model.modules() if isinstance(module, torch.nn.ReLU)]
    hooks = [relu.register_full_backward_hook(rule) for relu in relus]
    found = gradient(of, x)
    for hook in hooks:
        hook.remove()
    return found
