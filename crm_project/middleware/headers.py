"""What every answer tells the browser, static files and errors included."""

from django.conf import settings

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def policy(**changes):
    """The policy as a header; a view with a stated exception sends `policy(frame_ancestors="https://…")` itself."""
    rules = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}


def headers():
    """Names and values for this installation; the live push sends them too."""
    if not settings.TLS:
        return HEADERS
    return HEADERS | {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"}


class HeadersMiddleware:
    """Sets what is not set. A frame policy belongs to CSP, so pages that widen it widen it in one place."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in headers().items():
            response.headers.setdefault(name, value)
        return response
