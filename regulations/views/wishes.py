from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..help.forms import AnswerForm, WishForm
from ..help.owner import crm_owners
from ..help.screens import keys, screen_of
from ..models import AnsweredAlready, Wish

CHANGED = ("wish:changed",)
SHOWN = 200


@require_safe
@right(any_signed_in=True)
def wishes(request):
    """Questions and ideas from the screens with their answers: one's own; who writes the handbook sees all."""
    rows = Wish.objects.visible_to(request.user).for_list()[:SHOWN]
    shown = [(wish, _place(wish)) for wish in rows]
    context = {"wishes": shown, "owners": crm_owners()[:3], "answers": request.user.may("edit", "regulation")}
    return render(request, "regulations/wishes.html", context)


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def new_wish(request):
    """Something is unclear on a screen, or could be better."""
    form = WishForm(request.POST if request.method == "POST" else None)
    screen, key = request.GET.get("page", "")[:100], request.GET.get("key", "")
    if form.is_valid():
        place = {"screen": screen if screen_of(screen) else "", "help_key": key if key in keys() else ""}
        Wish.make(by=request.user, **form.cleaned_data, **place)
        return done(request, toast=_("Written down: you will get an answer"), events=CHANGED, back="regulations:wishes")
    context = {"form": form, "owners": crm_owners()[:1], "place": keys()[key].name if key in keys() else ""}
    return dialog(request, "regulations/wishes/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def answer(request, pk):
    """What the one who asked is told."""
    wish = get_object_or_404(Wish.objects.visible_to(request.user).for_list(), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            wish.reply(form.cleaned_data["answer"], by=request.user)
        except AnsweredAlready as refusal:
            toast = _("%(name)s has answered already.") % {"name": refusal.wish.answered_by}
            return refused(request, toast=toast, events=CHANGED, back="regulations:wishes")
        return done(request, toast=_("Answered: the one who asked is told"), events=CHANGED, back="regulations:wishes")
    return dialog(request, "regulations/wishes/answer.html", {"form": form, "wish": wish}, status=422 if form.is_bound else 200)


def _place(wish):
    """Where it was written, in words; "" where nobody knows."""
    if wish.help_key in keys():
        return keys()[wish.help_key].name
    screen = screen_of(wish.screen)
    return screen.name if screen else ""
