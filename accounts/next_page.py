from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request, default="/"):
    """Where the person wanted to go: a path of this very host, or the default."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    own = wished.startswith("/") and url_has_allowed_host_and_scheme(wished, {request.get_host()}, request.is_secure())
    return wished if own else default
