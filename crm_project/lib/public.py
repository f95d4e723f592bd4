"""Addresses of the frame itself say their right as those of the apps do, which the frame cannot import."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required


def public(view):
    """Anybody may ask, signed in or not."""
    return login_not_required(any_signed_in(view, needs="public"))


def any_signed_in(view, needs="signed in"):
    @wraps(view)
    def declared(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    setattr(declared, "required_right", needs)  # noqa: B010 - functions have no such attribute for the type checker
    return declared
