"""The address that sites send enquiries to: written down, answered, nothing told."""

import structlog
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.refusals import TooManyRequests
from crm_project.lib.text import clean_line

from ..intake import KEPT_HEADERS, is_ping, take_in
from ..intake_limits import count_delivery
from ..models import IntakePoint

LARGEST = 1024 * 1024
LONGEST_QUERY = 4000
SIGNATURES = ("X-Signature", "X-Signature-256", "X-Hub-Signature-256")

log = structlog.get_logger("intake")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@right(public=True)
def webhook(request, token):
    """One delivery. Whatever is in it, the answer is the same: only the address and the signature are judged here."""
    now = clock.now()
    point = get_object_or_404(IntakePoint.objects.behind(token, IntakePoint.Way.WEBHOOK, now))
    if request.method != "POST":
        return _say("Enquiries are taken here by POST.")
    try:
        count_delivery(point, request.ip)
    except TooManyRequests as refusal:
        response = _say("too many requests", 429)
        response["Retry-After"] = str(refusal.retry_after)
        return response
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower() and not length_of(request):
        # Without a length Django reads nothing: better an error than an enquiry that is lost with an "ok".
        return _say("length required", 411)
    body = body_of(request)
    if body is None:
        return _say("too large", 413)
    if point.secret and not _is_signed(request, point, body, now):
        point.count_bad_signature()
        log.warning("intake.bad_signature", point=point.pk)
        return _say("", 401)
    content_type = clean_line(request.META.get("CONTENT_TYPE", ""))
    if not is_ping(body, content_type):
        headers = {name: clean_line(request.headers[name]) for name in KEPT_HEADERS if name in request.headers}
        sender_id = clean_line(request.headers.get("Idempotency-Key", ""))
        query = request.META.get("QUERY_STRING", "")[:LONGEST_QUERY]
        take_in(point, body, content_type=content_type, query=query, headers=headers, ip=request.ip, sender_id=sender_id)
    return _say("ok")


def _is_signed(request, point, body, now):
    given = next((request.headers[name] for name in SIGNATURES if name in request.headers), "")
    return point.is_signed(body, given, request.headers.get("X-Timestamp", ""), at=now)


def body_of(request):
    """The raw body, or None if it is larger than any enquiry."""
    if length_of(request) > LARGEST:
        return None
    try:
        body = request.read(LARGEST + 1)
    except UnreadablePostError:
        return b""
    return body if len(body) <= LARGEST else None


def length_of(request):
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told[:20]) if told.isdecimal() else 0


def _say(words, status=200):
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
