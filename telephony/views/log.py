from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import phone_numbers
from crm_project.lib.htmx import dialog, done, refused, wants_fragment
from crm_project.lib.text import clean_line
from tasks.subjects import find
from timeline import subjects

from ..about import about
from ..forms import DialForm, LogForm, ResultForm
from ..models import Call
from ..panels import call_backs_of, composer_of, panel_of
from ..refusals import NotAllowed, NothingToCallBack

EVENTS = ("live:call", "live:timeline", "deal:changed")


@right("call", "create")
@require_http_methods(["GET", "POST"])
def log(request):
    """Write a call down: from a card, from a number that was pressed, or from nothing."""
    phone = clean_line(request.POST.get("phone") or request.GET.get("phone", ""))
    whom = about(request.GET, request.user, phone)
    is_inline = request.POST.get("inline") == "1" and wants_fragment(request)
    initial = {"phone": phone_numbers.shown(phone)} if phone else None
    form = LogForm(request.POST or None, user=request.user, about=whom, initial=initial)
    if form.is_valid():
        call = Call.log(by=request.user, **form.facts())
        answer = {"toast": _("The call is written down"), "events": EVENTS, "back": back_of(call)}
        if is_inline:
            context = composer_of(request.user, whom.card)
            return done(request, template="telephony/log/_composer.html", context=context, close=False, **answer)
        return done(request, **answer)
    context = {"form": form, "about": whom, "phone": clean_line(request.GET.get("phone", "")), "action": request.get_full_path()}
    status = 422 if form.is_bound else 200
    if is_inline:
        return render(request, "telephony/log/_composer.html", context, status=status)
    return dialog(request, "telephony/log/_dialog.html", context, status=status)


@right("call", "create")
@require_http_methods(["GET", "POST"])
def dial(request):
    """A number by hand; then the same dialog as for a number that was pressed."""
    form = DialForm(request.POST or None)
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        whom = about({}, request.user, phone)
        filled = LogForm(user=request.user, about=whom, initial={"phone": phone_numbers.shown(phone)})
        action = f"{reverse('telephony:log')}?phone={phone.replace('+', '%2B')}"
        return dialog(request, "telephony/log/_dialog.html", {"form": filled, "about": whom, "phone": phone, "action": action})
    return dialog(request, "telephony/dial/_dialog.html", {"form": form}, status=422 if form.is_bound else 200)


@right("call", "edit")
@require_http_methods(["GET", "POST"])
def result(request, pk):
    """What came of a talk, written after it."""
    call = get_object_or_404(Call.objects.visible_to(request.user).for_list(), pk=pk)
    form = ResultForm(request.POST or None, initial={"result": call.result_id, "text": call.result_text})
    if form.is_valid():
        try:
            call.note_result(by=request.user, **form.words())
        except NotAllowed:
            return refused(request, toast=_("This is a call of another person."), back=back_of(call))
        return done(request, toast=_("The result is written down"), events=EVENTS, back=back_of(call))
    return dialog(request, "telephony/result/_dialog.html", {"form": form, "call": call}, status=422 if form.is_bound else 200)


@right("call", "edit")
@require_POST
def settle(request, pk):
    """No need to call back."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    try:
        call.settle(by=request.user)
    except NothingToCallBack:
        return refused(request, toast=_("Somebody has called back already."), events=EVENTS, back="telephony:journal")
    except NotAllowed:
        return refused(request, toast=_("This is a call of another person."), back="telephony:journal")
    return done(request, toast=_("Taken off the list"), events=EVENTS, back="telephony:journal")


@right("call", "see")
@require_GET
def call_backs(request):
    """The card «Call back» of My day, as it is now."""
    return render(request, "telephony/_call_backs.html", call_backs_of(request.user))


@right("call", "see")
@require_GET
def panel(request, kind, pk):
    """The last calls of a card, as they are now."""
    return render(request, "telephony/_panel.html", panel_of(find(kind, pk, request.user), request.user))


def back_of(call):
    return subjects.url_of(call.card) if call.card and subjects.url_of(call.card) else reverse("telephony:journal")
