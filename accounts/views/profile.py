"""What a person sets about themselves."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib.htmx import done
from timeline.keeping import path_of

from .. import second_factor
from ..forms.preferences import LanguageForm, ThemeForm
from ..forms.profile import PhotoForm, ProfileForm
from ..models import User
from ..next_page import next_page
from ..photos import NotAPicture, set_photo
from ..profiles import confirm_profile, is_profile_to_check, rewrite_profile
from ..rights import right


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """One's own page: name, phone, language, zone, theme, signature."""
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=User.objects.with_rights().get(pk=request.user.pk))
    if form.is_valid():
        first = rewrite_profile(form, by=request.user)
        translation.activate(request.user.language or translation.get_language())
        messages.success(request, _("Saved. The new time zone closes your day from %s.") % first if first else _("Saved"))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "second_factor": second_factor.device_of(request.user),
        "person": request.user,
        "is_to_check": is_profile_to_check(request.user),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@right(any_signed_in=True)
@require_POST
def checked(request):
    """My phone and the rest are still right."""
    confirm_profile(request.user)
    messages.success(request, _("Checked today"))
    return redirect("accounts:profile")


@right(any_signed_in=True)
@require_POST
def own_photo(request):
    """A new picture, or none when the form says `remove`."""
    form = PhotoForm(request.POST, request.FILES)
    if "remove" in request.POST:
        set_photo(request.user, None, by=request.user)
    elif form.is_valid():
        try:
            set_photo(request.user, form.cleaned_data["photo"], by=request.user)
        except NotAPicture:
            messages.error(request, _("The photo must be a PNG, JPEG or WebP picture of at most 5 MB."))
    return redirect("accounts:profile")


@right(any_signed_in=True)
@require_safe
def photo(request, pk):
    """Colleagues know each other by face."""
    person = get_object_or_404(User.objects.select_related("photo"), pk=pk)
    if person.photo is None or not path_of(person.photo).is_file():
        raise Http404
    response = FileResponse(path_of(person.photo).open("rb"), content_type=person.photo.content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@right(public=True)
@require_POST
def language(request):
    """RU or EN, for the person and for this browser."""
    form = LanguageForm(request.POST)
    response = redirect(next_page(request))
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        if request.user.is_authenticated:
            User.objects.remember(request.user, language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@right(any_signed_in=True)
@require_POST
def theme(request):
    form = ThemeForm(request.POST)
    if form.is_valid():
        User.objects.remember(request.user, theme=form.cleaned_data["theme"])
    return done(request, close=False, back=next_page(request))
