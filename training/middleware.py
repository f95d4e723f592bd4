"""Training mode of a session: which run it is in, and the room around every page of the work."""

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm_project.lib.htmx import refused, wants_fragment
from crm_project.lib.page_mode import taken_off
from crm_project.lib.training_mode import NoSuchRoom, SettingsAreShared, inside, refusal_words

from .models import PracticeRun

KEY = "practice"
OUTSIDE = {"accounts", "training", "regulations", "rollout", "go", "go-section"}
"""Sections that are the same in training mode: one's own account, tests, the handbook, the roll-out."""
PAGES_OUTSIDE = {f"notifications:{name}" for name in ("preferences", "keep_push", "drop_push", "forget_browser")}
ALLOWED = {"signed in", "public", "regulation.see"}
"""Rights of pages outside that may be posted to in training mode: one's own things."""


class TrainingModeMiddleware:
    """`request.practice` is the open run of whoever is in training mode, else None.

    It is asked of the database at every request of such a session, and of no other. Innermost of all: sessions and sign-in lie outside.
    What comes from a page that was opened in another mode is refused, so that no training record becomes a real one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.practice = run = _run_of(request)
        request.page_mode = mode = str(run.pk) if run else ""
        marks = taken_off(request) if _has_session(request) else set()
        if run is None and marks <= {mode}:
            return self.get_response(request)
        right, is_outside = _place(request)
        if not is_outside and not marks <= {mode}:
            return _from_another_mode(request, marks - {mode})
        if run is None:
            return self.get_response(request)
        if is_outside:
            if request.method == "POST" and right not in ALLOWED:
                return _settings_stay(request)
            return self.get_response(request)
        try:
            with inside(run.room):
                response = _read_to_the_end(self.get_response(request))
        except NoSuchRoom:
            del request.session[KEY]
            request.practice = None
            return refused(request, toast=_("The training records are gone. Begin the task anew."), back="/tests/")
        # The page that says so is drawn behind the transaction that was refused.
        return _settings_stay(request, response.table) if isinstance(response, _Refused) else response

    def process_exception(self, request, exception):
        return _Refused(exception.table) if isinstance(exception, SettingsAreShared) else None


class _Refused(HttpResponse):
    """A setting was to be written in training mode; it stays as it is."""

    def __init__(self, table):
        super().__init__(status=409)
        self.table = table


def enter(request, run):
    request.session[KEY] = run.pk


def leave(request):
    request.session.pop(KEY, None)


def way_back(request, otherwise="/"):
    """The page a form stood on, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if came_from and is_ours else otherwise


def _has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _run_of(request):
    if not _has_session(request) or KEY not in request.session or not request.user.is_authenticated:
        return None
    run = PracticeRun.objects.open().of(request.user).for_banner().filter(pk=request.session[KEY]).first()
    if run is None:
        leave(request)
    return run


def _place(request):
    """(the right of the page, whether it lies outside of the mode)"""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return "", True
    right, section = getattr(match.func, "required_right", ""), match.namespaces[0] if match.namespaces else match.url_name
    return right, right == "public" or section in OUTSIDE or match.view_name in PAGES_OUTSIDE


def _read_to_the_end(response):
    """What is written bit by bit is written while the records are at hand; files on the disk need none."""
    if response.streaming and not response.is_async and not isinstance(response, FileResponse):
        response.streaming_content = [b"".join(response.streaming_content)]
    return response


def _from_another_mode(request, marks):
    """The page was opened in another mode than this: what stands in it is neither saved here nor lost."""
    if request.practice and "" in marks:
        words = _("Not saved: this page was opened before training mode. Leave training mode and press again; what you typed is kept.")
    elif request.practice:
        words = _("Not saved: this page belongs to another training task. Open it anew.")
    else:
        words = _("Not saved: this page was opened in training mode, which is over. Open it anew.")
    if wants_fragment(request):
        return refused(request, toast=words)
    return render(request, "training/practice/other_mode.html", {"words": words}, status=409)


def _settings_stay(request, table=""):
    words = refusal_words(table) or _("Not in training mode: this belongs to the whole company. Leave training mode first.")
    if wants_fragment(request) or request.method != "POST":
        return refused(request, toast=words, back=way_back(request))
    return render(request, "training/practice/other_mode.html", {"words": words}, status=409)
