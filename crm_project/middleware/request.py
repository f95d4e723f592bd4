"""First to look: who calls, under which id, and is the request text at all."""

import re
import uuid
from time import perf_counter
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings

from crm_project import errors
from crm_project.lib.proxies import client_address
from crm_project.lib.request_context import reset_request_facts, set_request_facts

log = structlog.get_logger("request")

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
METHODS = {"GET", "HEAD", "POST"}
METHODS_OF_THE_API = METHODS | {"PUT", "PATCH", "DELETE", "OPTIONS"}
UNLOGGED = ("/static/", "/healthz", "/readyz")


class RequestMiddleware:
    """Gives every request an id, its caller's true address and one line in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = perf_counter()
        request.ip = client_address(request.META, settings.TRUSTED_PROXIES)
        request.id = _given_id(request) or uuid.uuid4().hex[:20]
        token = set_request_facts(request.ip, request.id)
        structlog.contextvars.bind_contextvars(request_id=request.id)
        try:
            response = _refused(request) or self.get_response(request)
            response["X-Request-ID"] = request.id
            _write_down(request, response, started)
            return response
        finally:
            structlog.contextvars.clear_contextvars()
            reset_request_facts(token)


def _path_to_write(path, match):
    """Whoever reads the log must not be able to knock: a secret in an address is left out."""
    secret = match.kwargs.get("token") if match else None
    return path.replace(secret, "…") if secret else path


def _given_id(request):
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if GIVEN_ID.fullmatch(given) else None


def _refused(request):
    """A request that no view should see: an unknown method, or bytes that are not text."""
    methods = METHODS_OF_THE_API if request.path_info.startswith("/api/") else METHODS
    if request.method not in methods:
        return errors.method_not_allowed(request, sorted(methods))
    if not (_is_text(request.META.get("QUERY_STRING", "")) and _is_text(request.path_info)):
        return errors.bad_request(request)
    return None


def _is_text(encoded):
    """UTF-8 without NUL; browsers send nothing else, and the database takes nothing else."""
    try:
        words = unquote_to_bytes(encoded).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return False
    return "\x00" not in words


def _write_down(request, response, started):
    if request.path_info.startswith(UNLOGGED) and response.status_code < 400:
        return
    user = getattr(request, "_cached_user", None)
    match = request.resolver_match
    log.info(
        "request",
        method=request.method,
        path=_path_to_write(request.path_info, match),
        parameters=sorted(request.GET) if "?" in request.get_full_path() else None,
        route=match.view_name if match else None,
        status=response.status_code,
        ms=round((perf_counter() - started) * 1000),
        user=user.pk if user is not None else None,
        ip=request.ip,
    )
