def choisir(request, **k):
    raise NotImplementedError


def boite(request, **k):
    raise NotImplementedError
