"""Setting up the second factor of one's own account."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import second_factor
from ..forms.profile import CurrentPasswordForm
from ..forms.sign_in import CodeForm
from ..rights import right


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request):
    """The QR code and the first code of the app; the recovery codes are shown once, after it."""
    if second_factor.device_of(request.user):
        request.session["second_factor"] = True
        form = CurrentPasswordForm(user=request.user, ip=request.ip)
        return render(request, "accounts/second_factor/on.html", {"form": form, "left": request.user.recovery_codes.unused().count()})

    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        codes = second_factor.confirm(request.user, form.cleaned_data["code"], by=request.user)
        if codes:
            request.session["second_factor"] = True
            return render(request, "accounts/second_factor/codes.html", {"codes": codes})
        form.add_error("code", _("This code does not fit. Check that the clock of the phone is right."))
    device = second_factor.prepare(request.user)
    context = {
        "form": form,
        "picture": mark_safe(second_factor.picture_of(device)),  # noqa: S308 - drawn here from our own secret
        "spelled": second_factor.spelled(device),
        "required": second_factor.is_required(request.user),
    }
    return render(request, "accounts/second_factor/set_up.html", context, status=422 if form.is_bound else 200)


@right(any_signed_in=True)
@require_POST
def new_codes(request):
    form = CurrentPasswordForm(request.POST, user=request.user, ip=request.ip)
    if not form.is_valid() or not second_factor.device_of(request.user):
        return _refused(request, form)
    return render(
        request, "accounts/second_factor/codes.html", {"codes": second_factor.renew_recovery_codes(request.user, by=request.user)}
    )


@right(any_signed_in=True)
@require_POST
def switch_off(request):
    form = CurrentPasswordForm(request.POST, user=request.user, ip=request.ip)
    if not form.is_valid():
        return _refused(request, form)
    second_factor.switch_off(request.user, by=request.user)
    request.session.pop("second_factor", None)
    messages.success(request, _("The second factor is off"))
    return redirect("accounts:profile")


def _refused(request, form):
    context = {"form": form, "left": request.user.recovery_codes.unused().count()}
    return render(request, "accounts/second_factor/on.html", context, status=422)
