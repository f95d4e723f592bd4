"""What can be done with many clients at once: every card by the verb that its own page calls."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from bulk.editing import EditField, FieldTerms
from bulk.targets import target
from bulk.usual import Discarding, Giving
from bulk.verbs import TermsForm, Verb, verb
from crm_project.lib import csv_export, xlsx
from crm_project.lib.formats import number
from crm_project.lib.refusals import BadParameters
from fields.reading import own_fields
from fields.values import form_field_of

from .exporting import columns_of, note_export, rows_of
from .kinds import KINDS
from .models import PersonalAccess, Segment, Source
from .refusals import AlreadyGiven, AlreadyMerged, EditConflict, Refused

_WRITE = {"csv": csv_export, "xlsx": xlsx}


def _found_in(kind):
    def found(request, query):
        """The clients of the list under these conditions."""
        clients = kind.model.objects.visible_to(request.user)
        chosen = kind.filterset(query, queryset=clients, request=request)
        if not chosen.is_valid():
            raise BadParameters
        return chosen.found.live()

    return found


def _export_of(kind):
    def export(request, clients, ending):
        clients = clients.allowed(request.user, "export")
        columns = columns_of(kind.code, request.user)
        note_export(request.user, kind.code, clients.count(), {"chosen": "by hand"}, [column.key for column in columns], ending)
        if kind.code == "contact":
            PersonalAccess.note_list(clients, by=request.user)
        return _WRITE[ending].response(kind.code, [column.label for column in columns], rows_of(clients, columns, request.user))

    return export


def _visible_of(kind):
    return lambda user: kind.model.objects.visible_to(user).live()


NUMBERS = {
    "company": lambda n: ngettext("{n} company", "{n} companies", n).format(n=number(n)),
    "contact": lambda n: ngettext("{n} person", "{n} people", n).format(n=number(n)),
}
for _kind in KINDS.values():
    target(
        _kind.code,
        label=_kind.plural,
        visible=_visible_of(_kind),
        found=_found_in(_kind),
        number=NUMBERS[_kind.code],
        page=_kind.list_url,
        card=f"contacts:{_kind.code}",
        ready=lambda clients: clients.select_related("owner", "source", "department"),
        export=_export_of(_kind),
    )


class OwnerTerms(TermsForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("New owner"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().who_work_with(self.kind).in_scope(self.user, self.user.scope_of(self.kind, "edit"))
        self.fields["owner"].queryset = people.by_name()


class SegmentTerms(TermsForm):
    segment = forms.ModelChoiceField(Segment.objects.none(), label=gettext_lazy("Segment"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["segment"].queryset = Segment.objects.live()


class ClientFieldTerms(FieldTerms):
    def fields_for(self, user, kind):
        """What makes sense for many clients, and the characteristics that the company added."""
        simple = {"source": (gettext_lazy("Source"), lambda: forms.ModelChoiceField(Source.objects.live(), required=False))}
        if kind == "company":
            simple["industry"] = (gettext_lazy("Industry"), lambda: forms.CharField(max_length=120, required=False))
        own = [field for field in own_fields(user, kind) if field.type != "file"]
        return simple | {f"extra_{field.code}": (field.label, lambda field=field: form_field_of(field, user=user)) for field in own}


class ClientVerb(Verb):
    refusals = (Refused,)

    def tell(self, refusal, record, terms):
        return not_changed(refusal)


@verb("company", "contact")
class Give(ClientVerb, Giving):
    form, flag = OwnerTerms, "reassign"


@verb("company", "contact")
class PutIntoSegment(ClientVerb):
    code, label, icon, position = "segment-in", gettext_lazy("Put into a segment"), "tag", 50
    form = SegmentTerms

    def title(self, number):
        return _("Put into a segment: {number}").format(number=number)

    def summary(self, terms):
        return _("Segment “{segment}”").format(segment=terms["segment"])

    def do(self, record, terms, *, by, seen, token):
        record.put_into(terms["segment"], by=by)


@verb("company", "contact")
class TakeOutOfSegment(PutIntoSegment):
    code, label, icon, position = "segment-out", gettext_lazy("Take out of a segment"), "tag-off", 51

    def title(self, number):
        return _("Take out of a segment: {number}").format(number=number)

    def do(self, record, terms, *, by, seen, token):
        record.take_out_of(terms["segment"], by=by)


@verb("company", "contact")
class Change(EditField):
    form, refusals = ClientFieldTerms, (Refused,)

    def tell(self, refusal, record, terms):
        return not_changed(refusal)


@verb("company", "contact")
class Discard(ClientVerb, Discarding):
    def tell(self, refusal, record, terms):
        return not_changed(refusal) if isinstance(refusal, AlreadyMerged) else _("You may not delete this client.")


def not_changed(refusal):
    """How a client's no reads."""
    if isinstance(refusal, AlreadyGiven):
        return _("The client is already with {owner}.").format(owner=refusal.client.owner or _("nobody"))
    if isinstance(refusal, EditConflict):
        return _("Somebody changed the card in between: look at it again.")
    if isinstance(refusal, AlreadyMerged):
        return _("It was merged with another card.")
    return _("Only the owner or the head changes this client.")
