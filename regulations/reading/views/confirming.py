from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.rights import right

from ...addresses import section_url
from ...models import Section
from ...views.opening import book_now, regulation_for
from ..acknowledging import METHOD, NotAllOpened, NotForYou, TextHasChanged, WrongPassword, acknowledge, acknowledge_all
from ..desk import ForgedForm, opened_seal
from .showing import shown

OWED = "owed"


@require_POST
@right("regulation", "see")
def confirm(request, code, section):
    """The button at the end of a section: I have read and understood it."""
    regulation = regulation_for(request, code)
    found = get_object_or_404(Section.objects.visible_to(request.user).select_related("regulation"), regulation=regulation, code=section)
    try:
        sealed, seconds = opened_seal(request.POST.get("seal", ""), request.user)
        version, words = sealed[found.pk]
        acknowledge(found, version, words, by=request.user, seconds=seconds, **_by_password(request))
    except WrongPassword:
        return _refused(request, regulation, section, 422, wrong_at=section)
    except TextHasChanged as refusal:
        return _refused(request, regulation, section, 409, came_out=refusal.edition)
    except (ForgedForm, KeyError, NotForYou):
        return _refused(request, regulation, section, 422, is_forged=True)
    messages.success(request, _("Noted: you have read and understood “%(title)s”") % {"title": _title(request, regulation, section)})
    return _back(request, code, section)


@require_POST
@right("regulation", "see")
def confirm_all(request, code):
    """The button of the bar: everything that is still to be confirmed, once all of it was opened."""
    regulation = regulation_for(request, code)
    place = request.POST.get("page", "")
    try:
        sealed, _seconds = opened_seal(request.POST.get("seal", ""), request.user)
        made = acknowledge_all(regulation, sealed, by=request.user, **_by_password(request))
    except WrongPassword:
        return _refused(request, regulation, place, 422, wrong_at="all")
    except TextHasChanged as refusal:
        return _refused(request, regulation, place, 409, came_out=refusal.edition)
    except NotAllOpened as refusal:
        return _refused(request, regulation, place, 422, not_opened=len(refusal.left))
    except (ForgedForm, NotForYou):
        return _refused(request, regulation, place, 422, is_forged=True)
    words = ngettext("Noted: you have read and understood %(n)s section", "Noted: you have read and understood %(n)s sections", len(made))
    messages.success(request, words % {"n": len(made)})
    return _back(request, code, "")


def _by_password(request):
    password = request.POST.get("password", "")
    return {"method": METHOD.PASSWORD, "password": password} if password else {}


def _title(request, regulation, section):
    page = book_now(request, regulation).page(section)
    return page.title if page else section


def _back(request, code, section):
    """To the page the button stood on, where its section ends."""
    place = request.POST.get("page", "")
    if place == OWED:
        return redirect("regulations:owed", code)
    response = redirect(section_url(code, place)) if place and "/" not in place else redirect("regulations:read", code)
    response["Location"] += f"#read-{section}" if section else ""
    return response


def _refused(request, regulation, section, status, **why):
    """The same page once more, as it is now, with what stood in the way; nothing is confirmed."""
    place = request.POST.get("page", "")
    book = book_now(request, regulation)
    page = book.page(place if place and place != OWED else section)
    return render(request, "regulations/read.html", shown(request, book, page, **why), status=status)
