"""What every view says aloud: the right it needs."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied

from timeline.models import Entry


def right(kind=None, action="see", *, flag=None, any_signed_in=False, public=False):
    """Declare and check what a view needs.

    `@right("deal", "edit")` asks the matrix, `@right(flag="configure")` a yes/no right; `any_signed_in` and `public`
    say that nothing more is asked. The record itself is found by `visible_to`, so that a foreign one is a 404.
    """
    needed = _name_of(kind, action, flag, any_signed_in, public)

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if (flag and not request.user.has_right(flag)) or (kind and not request.user.may(action, kind)):
                _note_denial(request, needed)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_right = needed
        return login_not_required(guarded) if public else guarded

    return decorate


def _note_denial(request, needed):
    """A line of the security log: who tried what without the right to it."""
    user = request.user
    if user.is_authenticated:
        user.record("denied", by=user, audience=Entry.Audience.ADMINS, route=request.resolver_match.view_name, needed=needed)


def _name_of(kind, action, flag, any_signed_in, public):
    if public:
        return "public"
    if flag:
        return flag
    if kind:
        return f"{kind}.{action}"
    if any_signed_in:
        return "signed in"
    raise TypeError("A view says which right it needs.")
