def decision(request, **k):
    raise NotImplementedError


def annuler(request, **k):
    raise NotImplementedError
