"""The front door."""

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timeline.models import Entry

from .. import second_factor, sessions
from .. import sign_in as door
from ..forms.sign_in import CodeForm, SignInForm
from ..models import User, Workspace
from ..next_page import next_page
from ..rights import right

DEVICE_COOKIE = "__Host-device" if settings.TLS else "device"
PENDING_SECONDS = 600


@right(public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """E-mail and password. Before there is anybody the door leads to the set-up of the company."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    if not User.objects.exists():
        return redirect("accounts:first_setup")

    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _door(request, form, 422 if form.is_bound else 200)
    email, remember = form.cleaned_data["email"], form.cleaned_data["remember"]
    device = door.device_of(request, email, DEVICE_COOKIE)
    try:
        user = door.check(email, form.cleaned_data["password"], ip=request.ip, device=device)
    except door.WrongDetails as refusal:
        form.add_error(None, _left(refusal.left))
        return _door(request, form, 422)

    if second_factor.device_of(user):
        return _ask_for_code(request, user, remember, device)
    return _in(request, user, remember, device, next_page(request))


@right(public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """The second factor, within ten minutes after the password."""
    pending = request.session.get("pending") or {}
    user = User.objects.active().with_rights().find(pending.get("user"))
    if user is None or timezone.now().timestamp() - pending["at"] > PENDING_SECONDS or pending["hash"] != user.get_session_auth_hash():
        request.session.pop("pending", None)
        return redirect("accounts:sign_in")

    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempt, _left_over = door.begin_attempt(door.code_account(user), ip=request.ip, device=pending["device"])
        if second_factor.accepts(user, form.cleaned_data["code"]):
            attempt.delete()
            del request.session["pending"]
            response = _in(request, user, pending["remember"], pending["device"], pending["next"], how="second factor")
            request.session["second_factor"] = True
            return response
        door.note_failure(user.email, user)
        form.add_error("code", _("This code does not fit. A code of the app works once and for half a minute."))
    return render(request, "accounts/code.html", {"form": form}, status=422 if form.is_bound else 200)


@right(public=True)
@require_POST
def sign_out(request):
    if request.user.is_authenticated:
        request.user.record("signed_out", by=request.user, audience=Entry.Audience.ADMINS)
        sessions.forget(request)
    logout(request)
    return redirect("accounts:sign_in")


# -- helpers ---------------------------------------------------------------------


def _door(request, form, status):
    context = {"form": form, "next": next_page(request, ""), "workspace": Workspace.current()}
    return render(request, "accounts/sign_in.html", context, status=status)


def _left(left):
    wrong = _("The e-mail or the password did not fit.")
    if left > 3:
        return wrong
    return f"{wrong} {ngettext('%(n)d attempt is left.', '%(n)d attempts are left.', left) % {'n': left}}"


def _ask_for_code(request, user, remember, device):
    request.session.cycle_key()
    request.session["pending"] = {
        "user": user.pk,
        "at": timezone.now().timestamp(),
        "hash": user.get_session_auth_hash(),
        "remember": remember,
        "device": device,
        "next": next_page(request),
    }
    return redirect("accounts:code")


def _in(request, user, remember, device, to, how="password"):
    sessions.enter(request, user, remember=remember, how=how)
    response = redirect(to)
    response.set_cookie(
        DEVICE_COOKIE,
        door.device_mark(user, device),
        max_age=door.DEVICE_DAYS * 24 * 3600,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )
    return response
