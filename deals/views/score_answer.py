"""The one question as the buyer meets it: no session, no cookie, no script, and nobody's name."""

from django.http import HttpResponse, HttpResponseRedirect
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import Workspace
from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.often import at_most, neighbourhood
from crm_project.lib.refusals import TooManyRequests
from crm_project.middleware.headers import policy

from ..models import DealScore
from ..refusals import ScoreIsSettled
from ..score_forms import ScoreForm

OF_ADDRESS, OF_QUESTION, ASKED = 20, 5, 60
LANGUAGES = ("ru", "en")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@right(public=True)
def answer(request, token):
    """Whatever is wrong with the link, the page says the same: nobody learns which deals there are."""
    company = Workspace.current()
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in LANGUAGES else company.language):
        try:
            kind, most = ("answers", OF_ADDRESS) if request.method == "POST" else ("looks", ASKED)
            at_most({f"score:{kind}:{neighbourhood(request.ip)}": most})
            score = DealScore.objects.behind(token, clock.now()).first()
            if score is None:
                return _page(company, "deals/scores/gone.html", {}, 404)
            return _take(request, company, score) if request.method == "POST" else _ask(request, company, score)
        except TooManyRequests as refusal:
            response = _page(company, "deals/scores/gone.html", {"is_busy": True}, 429)
            response["Retry-After"] = str(refusal.retry_after)
            return response


def _ask(request, company, score):
    """The question, with one's own answer while it may be changed; what a colleague noted is not shown."""
    if score.is_settled():
        return _page(company, "deals/scores/thanks.html", {"is_settled": True})
    if "thanks" in request.GET:
        return _page(company, "deals/scores/thanks.html", {})
    initial = {"value": score.value, "comment": score.comment} if score.is_clients_own else {}
    return _page(company, "deals/scores/question.html", {"form": ScoreForm(initial=initial)})


def _take(request, company, score):
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return _page(company, "deals/scores/question.html", {"form": form}, 422)
    at_most({f"score:question:{score.pk}": OF_QUESTION})
    try:
        score.answer(form.cleaned_data["value"], form.cleaned_data["comment"])
    except ScoreIsSettled:
        return _page(company, "deals/scores/thanks.html", {"is_settled": True}, 409)
    return HttpResponseRedirect(f"{request.path}?thanks=1&lang={translation.get_language()}", status=303)


def _page(company, template, context, status=200):
    """Rendered without the request: nobody's session, cookie or name can get into it."""
    language = translation.get_language()
    other = next(one for one in LANGUAGES if one != language)
    body = loader.render_to_string(
        template, {**context, "company": company.name, "LANGUAGE_CODE": language, "other": other, "title": _("One question")}
    )
    response = HttpResponse(body, status=status)
    response["Content-Security-Policy"] = policy(
        frame_ancestors="'none'", connect_src="'none'", frame_src="'none'", worker_src="'none'", media_src="'none'", manifest_src="'none'"
    )
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
