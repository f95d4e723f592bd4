"""Pages for what went wrong: templates/errors/<code>.html, and a plain sentence if even that fails.

The support code on a page is the request's id, which every line of the log carries.
"""

import sys

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import TemplateDoesNotExist, loader
from django.utils.html import escape

log = structlog.get_logger("errors")

WORDS = {
    400: "Запрос не понят · The request was not understood",
    403: "Нет права · No right to do this",
    404: "Страница не найдена · Page not found",
    405: "Так сюда обратиться нельзя · This address does not work that way",
    413: "Файл слишком велик · The file is too large",
    429: "Слишком много запросов · Too many requests",
    500: "Что-то сломалось у нас · Something broke on our side",
    503: "Сейчас занято, повторите через минуту · Busy, please try again in a minute",
}
SHELL_MAY_FAIL = {400, 405, 413, 500, 503}


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def csrf_failed(request, reason=""):
    return _page(request, 403, {"csrf": True})


def not_found(request, exception=None):
    """The same for what is not there and for what one may not know of."""
    return _page(request, 404)


def method_not_allowed(request, allowed):
    response = _page(request, 405)
    response["Allow"] = ", ".join(allowed)
    return response


def too_large(request):
    return _page(request, 413)


def too_many_requests(request, retry_after):
    response = _page(request, 429, {"retry_after": retry_after})
    response["Retry-After"] = str(retry_after)
    return response


def unavailable(request, exception=None):
    """The database is away or too slow; nothing was written, so trying again is safe."""
    log.warning("database.unavailable", error=str(exception).strip()[:300])
    response = _page(request, 503)
    response["Retry-After"] = "10"
    return response


def broken(request):
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request, sys.exc_info()[1])
    return _page(request, 500)


def _page(request, code, context=None):
    """404 carries no code, so that it is the same for every address. Pages for the worst touch neither database nor session."""
    context = {"code": code, "words": WORDS[code], "support_code": "" if code == 404 else getattr(request, "id", ""), **(context or {})}
    try:
        body = loader.render_to_string(_template(request, code), context, None if code in SHELL_MAY_FAIL else request)
    except Exception as error:  # an error page that fails must not hide what it was to tell
        if not isinstance(error, TemplateDoesNotExist):
            log.exception("error_page.failed", code=code)
        body = _plain(context)
    return HttpResponse(body, status=code)


def _template(request, code):
    if request.headers.get("HX-Request"):
        return [f"errors/_{code}.html", "errors/_piece.html", f"errors/{code}.html"]
    return [f"errors/{code}.html"]


def _plain(context):
    words = escape(f"{context['code']} · {context['words']}")
    mark = f"<p>{escape(context['support_code'])}</p>" if context["support_code"] else ""
    head = f"<!doctype html><html lang='ru'><meta charset='utf-8'><title>{words}</title>"
    return f"{head}<h1>{words}</h1>{mark}<p><a href='/'>Ordo</a></p></html>"
