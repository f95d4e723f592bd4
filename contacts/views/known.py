from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done
from crm_project.lib.often import at_most
from crm_project.lib.requisites import digits_of
from notifications.telling import notify

from ..forms import NoteForm
from ..refusals import NotAllowed
from ..resolver import client_of_proof, look_up

_ASKED, _DIGITS = 3, 7
_A_MINUTE = 120
"""More than anybody types; whoever tries number after number has to wait."""


@require_POST
@right(any_signed_in=True)
def known(request):
    """Who already has this phone, e-mail or INN: asked while a form is being filled, answered on an exact match only."""
    at_most({f"known:{request.user.pk}": _A_MINUTE})
    found = {}
    for name, asked in _asked(request.POST):
        for one in look_up(request.user, **{name: asked}):
            if f"{one.client.kind}-{one.client.pk}" != request.POST.get("except"):
                found.setdefault((one.client.kind, one.client.pk), one)
    return render(request, "contacts/known/_known.html", {"found": list(found.values())[:5]})


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def note(request):
    """A word to the owner of a foreign client, for whoever has just met that client."""
    proof = request.POST.get("proof") or request.GET.get("proof", "")
    try:
        client = client_of_proof(request.user, proof)
    except NotAllowed:
        raise Http404 from None
    form = NoteForm(request.POST or None, initial={"proof": proof})
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "contacts/known/_note.html", {"form": form, "client": client}, status=422 if form.is_bound else 200)
    entry = client.record("note_left", by=request.user, text=form.cleaned_data["text"])
    notify([client.owner], "client.note_left", client, key=f"note:{entry.pk}", details={"by": str(request.user)})
    return done(request, toast=_("The owner will read your note"), back="contacts:companies")


def _asked(data):
    """(name, value) pairs worth asking about: whole numbers and addresses, a few of each."""
    typed = [line for name in ("phones", "phone", "phone_typed") for line in data.getlist(name)]
    phones = [line for line in typed if sum(letter.isdecimal() for letter in line) >= _DIGITS]
    emails = [line.strip() for line in data.getlist("emails") + data.getlist("email") if "@" in line and "." in line.rpartition("@")[2]]
    yield from (("phone", line) for line in phones[:_ASKED])
    yield from (("email", line) for line in emails[:_ASKED])
    if len(inn := digits_of(data.get("inn"))) in (10, 12):
        yield "inn", inn
