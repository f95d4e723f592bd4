"""Who works here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib import keyset
from crm_project.lib.htmx import dialog, done, go_to, page_or_fragment

from .. import second_factor
from .. import sign_in as door
from ..filters import PeopleFilter
from ..forms.people import HandOverForm, PlaceForm
from ..hand_over import CannotTakeOver, MayNotGive, OnlyLooksOn, RecordsRefuse, estates_of, hand_over, labels
from ..models import User
from ..password_changes import start_reset
from ..people import NobodyCouldConfigure, SuperiorIsBelow, change_place, dismiss
from ..rights import right


@right("settings", "see")
@require_safe
def listing(request):
    filterset = PeopleFilter(request.GET, queryset=User.objects.people().with_rights())
    found = filterset.qs if filterset.is_valid() else User.objects.none()
    rows, mark = keyset.page(found, ("last_name", "first_name", "pk"), after=request.GET.get("after", ""))
    context = {"filter": filterset, "people": rows, "mark": mark, "total": found.count(), "may_edit": request.user.has_right("configure")}
    fragment = "accounts/people/_rows.html" if "after" in request.GET else "accounts/people/_list.html"
    return page_or_fragment(request, "accounts/people.html", fragment, context)


@right("settings", "see")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request, pk):
    """A colleague as the administrator sees them: place, access, safety."""
    found = get_object_or_404(User.objects.people().with_rights().select_related("superior"), pk=pk)
    form = PlaceForm(request.POST if request.method == "POST" else None, person=found)
    if request.method == "POST" and not request.user.has_right("configure"):
        raise PermissionDenied
    if form.is_valid():
        try:
            change_place(found, by=request.user, **form.cleaned_data)
        except NobodyCouldConfigure:
            form.add_error("role", _("This is the last person who may configure; give that right to somebody else first."))
        except SuperiorIsBelow:
            form.add_error("superior", _("This colleague reports to the person themselves."))
        else:
            messages.success(request, _("Saved"))
            return redirect("accounts:person", pk=pk)
        found = User.objects.with_rights().get(pk=pk)
    return render(request, "accounts/person.html", _person_context(request, found, form), status=422 if form.is_bound else 200)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def dismissal(request, pk):
    """Take the access away and, if wished, hand everything over in the same act."""
    found, words = get_object_or_404(User.objects.people().with_rights(), pk=pk), _("%s has no access any more")
    if not found.is_active:
        messages.success(request, words % found)
        return go_to(request, reverse("accounts:person", args=[pk]))
    return _part(request, found, words, lambda receivers: dismiss(found, **receivers, by=request.user))


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def handing_over(request, pk):
    """What somebody who has left still holds goes to colleagues."""
    found = get_object_or_404(User.objects.people().with_rights(), pk=pk, is_active=False)
    words = _("What %s had in hand goes over")
    return _part(request, found, words, lambda receivers: hand_over(found, **receivers, by=request.user))


def _part(request, found, words, act):
    form = HandOverForm(request.POST if request.method == "POST" else None, person=found)
    context = {"form": form, "person": found}
    if not form.is_valid():
        return dialog(request, "accounts/person/_dismissal.html", context, status=422 if form.is_bound else 200)
    try:
        act(form.receivers)
    except NobodyCouldConfigure:
        form.add_error(None, _("This is the last person who may configure; give that right to somebody else first."))
    except MayNotGive:
        form.add_error("to", _("Your role may not give records to others."))
    except RecordsRefuse as refusal:
        form.refuse(refusal.estate)
    except OnlyLooksOn:
        form.add_error("to", _("The role of this colleague does not let them work with such records: choose another one."))
    except CannotTakeOver:
        form.add_error("to", _("This colleague has no access any more: choose another one."))
    else:
        messages.success(request, words % found)
        return go_to(request, reverse("accounts:person", args=[found.pk]))
    return dialog(request, "accounts/person/_dismissal.html", context, status=422)


@right(flag="configure")
@require_POST
def return_of(request, pk):
    found = get_object_or_404(User.objects.people().with_rights(), pk=pk)
    found.reactivate(by=request.user)
    messages.success(request, _("%s has access again") % found)
    return redirect("accounts:person", pk=pk)


@right(flag="configure")
@require_POST
def unlocking(request, pk):
    found = get_object_or_404(User, pk=pk)
    door.unlock(found, by=request.user)
    return done(request, toast=_("The limit of sign-in attempts is lifted"), back=reverse("accounts:person", args=[pk]))


@right(flag="configure")
@require_POST
def reset(request, pk):
    """An administrator starts a reset; the password itself only its owner ever knows."""
    found = get_object_or_404(User.objects.active(), pk=pk)
    start_reset(found, email=found.email, by=request.user)
    return done(request, toast=_("The link is on its way to %s") % found.email, back=reverse("accounts:person", args=[pk]))


@right(flag="configure")
@require_POST
def signing_out(request, pk):
    found = get_object_or_404(User, pk=pk)
    found.end_sessions()
    found.record("sessions_ended", by=request.user, audience="admins")
    return done(request, toast=_("%s is signed out everywhere") % found, back=reverse("accounts:person", args=[pk]))


@right(flag="configure")
@require_POST
def factor_off(request, pk):
    """For somebody who lost both the phone and the recovery codes."""
    found = get_object_or_404(User, pk=pk)
    second_factor.switch_off(found, by=request.user)
    found.end_sessions()
    return done(request, toast=_("The second factor of %s is off") % found, back=reverse("accounts:person", args=[pk]))


def _person_context(request, found, form):
    return {
        "person": found,
        "form": form,
        "sessions": found.known_sessions.count(),
        "second_factor": second_factor.device_of(found),
        "history": found.entries.newest_first()[:15],
        "may_edit": request.user.has_right("configure"),
        "left_behind": [] if found.is_active else estates_of(found),
        "handed": _told(found.hand_overs.last()),
    }


def _told(act):
    """How far what they had in hand has gone over: the act, and what went in words."""
    known = labels()
    return act and {"act": act, "given": [(known.get(key, key), number) for key, number in act.given.items()]}
