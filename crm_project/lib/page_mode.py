"""Which mode a page was made in: the token of every form says so, as a form of training mode must not be sent to real records."""

from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

FIELD, HEADER = "csrfmiddlewaretoken", "HTTP_X_CSRFTOKEN"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def token_of(request):
    """What the forms of this page carry: the framework's token and, in a mode, its mark."""
    mark = getattr(request, "page_mode", "")
    return f"{get_token(request)}-{mark}" if mark else get_token(request)


def form_token(request):
    """A context processor: `csrf_token` with the mark of the mode."""
    return {"csrf_token": SimpleLazyObject(lambda: token_of(request))}


def taken_off(request):
    """The marks of the pages a request comes from, "" for none; what is left of the tokens is the framework's."""
    marks = set()
    if token := request.META.get(HEADER):
        request.META[HEADER], mark = _parted(token)
        marks.add(mark)
    if request.method == "POST" and request.content_type in FORMS and (token := request.POST.get(FIELD)):
        token, mark = _parted(token)
        marks.add(mark)
        if mark:
            request.POST = request.POST.copy()
            request.POST[FIELD] = token
            request.POST._mutable = False
    return marks


def _parted(token):
    token, _dash, mark = token.partition("-")
    return token, mark
