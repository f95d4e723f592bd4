"""The form strangers fill in: a page of its own, or shown by the sites it names. No session, no cookie, no script needed."""

import hashlib
import json

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.refusals import BadParameters, TooLarge, TooManyRequests
from crm_project.middleware.headers import policy

from ..intake import take_in
from ..intake_forms import CARRIED, PublicForm, TooQuick, name_in, new_mark
from ..intake_limits import count_sending
from ..intake_mapping import LONGEST_MARK
from ..intake_reading import Unreadable, posted
from ..models import IntakePoint
from .webhook import LARGEST, body_of, length_of


@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@right(public=True)
def form(request, token, embedded=False):
    point = _point_or_404(token)
    with translation.override(point.language):
        if request.method == "POST":
            return _take(request, point, embedded)
        told = {name: request.GET[name][:LONGEST_MARK] for name in CARRIED if name in request.GET}
        initial = {**told, "page": request.headers.get("Referer", "")[:LONGEST_MARK], "mark": new_mark(point)}
        return _page(point, embedded, "leads/hosted/form.html", {"form": PublicForm(point=point, initial=initial)})


@xframe_options_exempt
@require_safe
@right(public=True)
def thanks(request, token, embedded=False):
    point = _point_or_404(token)
    with translation.override(point.language):
        return _page(point, embedded, "leads/hosted/thanks.html", {"again": _address("form", point, embedded)})


def _take(request, point, embedded):
    if length_of(request) > LARGEST:
        raise TooLarge
    filled = PublicForm(_typed(request), point=point)
    if not filled.is_valid():
        return _again(point, embedded, filled, 422)
    try:
        name = name_in(filled.cleaned_data["mark"], point)
        count_sending(point, request.ip)
    except TooQuick:
        filled.data = {**filled.data, "mark": new_mark(point)}
        filled.add_error(None, _("Please look over what you have written and press the button once more."))
        return _again(point, embedded, filled, 422)
    except TooManyRequests as refusal:
        filled.add_error(None, _("Too many enquiries at once. Wait a minute and press the button once more."))
        response = _again(point, embedded, filled, 429)
        response["Retry-After"] = str(refusal.retry_after)
        return response
    body = json.dumps(filled.told, ensure_ascii=False).encode()
    name = f"{name}:{hashlib.sha256(body).hexdigest()[:16]}"
    consent = point.consent_text if filled.cleaned_data.get("consent") else ""
    common = {"content_type": "application/json", "ip": request.ip, "sender_id": name, "consent": consent}
    take_in(point, body, is_of_robot=filled.is_of_robot, **common)
    return _thank(point, embedded)


def _typed(request):
    """What was typed, in whatever letters the page around the form is written: Django itself reads UTF-8 alone."""
    body = body_of(request)
    if body is None:
        raise TooLarge
    try:
        return posted(body, request.META.get("CONTENT_TYPE", ""))
    except Unreadable:
        raise BadParameters from None


def _point_or_404(token):
    return get_object_or_404(IntakePoint.objects.behind(token, IntakePoint.Way.FORM, clock.now()))


def _again(point, embedded, filled, status):
    """The form with what was typed, and what is wrong beside it."""
    return _page(point, embedded, "leads/hosted/form.html", {"form": filled}, status)


def _thank(point, embedded):
    return HttpResponseRedirect(_address("thanks", point, embedded), status=303)


def _address(name, point, embedded):
    return reverse(f"intake:{'embedded_' if embedded else ''}{name}", args=[point.token])


def _page(point, embedded, template, context, status=200):
    """Rendered without the request: nobody's session, cookie or name can get into it."""
    body = loader.render_to_string(template, {**context, "point": point, "embedded": embedded, "LANGUAGE_CODE": point.language})
    response = HttpResponse(body, status=status)
    ancestors = " ".join(point.origins) if embedded and point.origins else "'none'"
    response["Content-Security-Policy"] = policy(
        frame_ancestors=ancestors, connect_src="'none'", frame_src="'none'", worker_src="'none'", media_src="'none'", manifest_src="'none'"
    )
    response["Content-Language"] = point.language
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if embedded:
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
