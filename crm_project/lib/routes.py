"""Every address of the installation: its pattern, name, methods and the right it needs."""

from dataclasses import asdict, dataclass

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Route:
    path: str
    name: str
    view: str
    methods: tuple
    right: str | None

    def as_dict(self):
        return asdict(self)


def routes():
    return list(_walk(get_resolver().url_patterns, "/", ()))


def _walk(patterns, prefix, namespaces):
    for pattern in patterns:
        path = prefix + str(pattern.pattern).removeprefix("^").removesuffix("\\Z").removesuffix("$")
        if isinstance(pattern, URLPattern):
            yield _route(pattern, path, namespaces)
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, path, inner)


def _route(pattern, path, namespaces):
    view = pattern.callback
    return Route(
        path=path,
        name=":".join((*namespaces, pattern.name or "")),
        view=f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}",
        methods=_methods(view),
        right=getattr(view, "required_right", None),
    )


def _methods(view):
    """What `require_http_methods` around the view allows; ("*",) if nothing says so."""
    layer = view
    while layer is not None:
        names = getattr(getattr(layer, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            return tuple(layer.__closure__[names.index("request_method_list")].cell_contents)
        layer = getattr(layer, "__wrapped__", None)
    return ("*",)
