"""Forgotten and changed passwords."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import mail, resets, sessions
from ..forms.profile import EmailForm, PasswordForm
from ..forms.sign_in import ForgottenForm, NewPasswordForm
from ..models import User
from ..password_changes import change_email, change_password, start_reset
from ..rights import right
from ..sign_in import begin_attempt


@right(public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request):
    """The same answer in the same time for everybody: whether there is such an account only its mailbox learns."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/forgotten.html", {"form": form}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"].lower()
    begin_attempt(f"reset:{email}"[:254], ip=request.ip)
    start_reset(User.objects.active().of_email(email), email=email)
    return render(request, "accounts/forgotten_sent.html", {"email": email, "mail": mail})


@right(public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """The page behind the link of the letter; nothing happens before the form is sent."""
    key = request.POST.get("key") or request.GET.get("key") or ""
    user = resets.user_for(key)
    if user is None:
        return _unreferred(render(request, "accounts/link_is_over.html", {"kind": "password"}, status=410))

    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        change_password(user, form.cleaned_data["password"], by=user)
        messages.success(request, _("The new password is set. Sign in with it."))
        return redirect("accounts:sign_in")
    context = {"form": form, "key": key, "person": user}
    return _unreferred(render(request, "accounts/new_password.html", context, status=422 if form.is_bound else 200))


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request):
    """One's own password: the current one is asked, other browsers are signed out."""
    form = PasswordForm(request.POST if request.method == "POST" else None, user=request.user, ip=request.ip)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)
    change_password(request.user, form.cleaned_data["password"], by=request.user)
    sessions.stay(request, request.user)
    messages.success(request, _("The password is changed; other browsers are signed out."))
    return redirect("accounts:profile")


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def email(request):
    """One's own e-mail: the current password is asked, the old address is told."""
    form = EmailForm(request.POST if request.method == "POST" else None, user=request.user, ip=request.ip)
    if not form.is_valid():
        return render(request, "accounts/email.html", {"form": form}, status=422 if form.is_bound else 200)
    change_email(request.user, form.cleaned_data["email"], by=request.user)
    sessions.stay(request, request.user)
    messages.success(request, _("The e-mail is changed; sign in with the new one from now on."))
    return redirect("accounts:profile")


def _unreferred(response):
    """The key in the address goes to nobody, not even to our own static files."""
    response["Referrer-Policy"] = "strict-origin"
    return response
