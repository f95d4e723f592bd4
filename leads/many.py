"""What can be done with many leads at once: every one by the verb that its own page calls."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from bulk.editing import EditField, FieldTerms
from bulk.targets import target
from bulk.usual import Discarding, Giving, Moving
from bulk.verbs import TermsForm, Verb, verb
from contacts.models import Channel, Source
from crm_project.lib.formats import number
from crm_project.lib.refusals import BadParameters
from deals.models import Funnel, LossReason, Stage
from deals.refusals import Refused
from fields.reading import own_fields
from fields.values import form_field_of

from .exporting import export
from .filters import LeadFilter
from .models import Lead
from .refusal_words import not_changed, not_moved


def found(request, query):
    """The leads of the inbox under these conditions."""
    chosen = LeadFilter(query, Lead.objects.visible_to(request.user), request=request)
    if not chosen.is_valid():
        raise BadParameters
    return chosen.found.live()


target(
    "lead",
    label=gettext_lazy("Leads"),
    visible=lambda user: Lead.objects.visible_to(user).live(),
    found=found,
    number=lambda n: ngettext("{n} lead", "{n} leads", n).format(n=number(n)),
    page="leads:inbox",
    card="leads:lead",
    seen=("stage_id", "owner_id", "version"),
    ready=lambda leads: leads.for_list(),
    export=export,
)


class OwnerTerms(TermsForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who answers"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().who_work_with("lead").in_scope(self.user, self.user.scope_of("lead", "edit"))
        self.fields["owner"].queryset = people.by_name()


class StageTerms(TermsForm):
    stage = forms.ModelChoiceField(Stage.objects.none(), label=gettext_lazy("To the stage"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stages = Stage.objects.live().open().filter(funnel__in=Funnel.objects.for_leads())
        self.fields["stage"].queryset = stages.select_related("funnel").order_by("funnel__position", "position")


class LossTerms(TermsForm):
    reason = forms.ModelChoiceField(LossReason.objects.none(), label=gettext_lazy("Why it is rejected"))
    comment = forms.CharField(
        label=gettext_lazy("What happened"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = LossReason.objects.live().filter(funnel__in=Funnel.objects.for_leads())


class LeadFieldTerms(FieldTerms):
    def fields_for(self, user, kind):
        simple = {
            "source": (gettext_lazy("Source"), lambda: forms.ModelChoiceField(Source.objects.live(), required=False)),
            "channel": (gettext_lazy("Channel"), lambda: forms.ModelChoiceField(Channel.objects.live(), required=False)),
            "enquiry": (gettext_lazy("Kind of enquiry"), lambda: forms.ChoiceField(choices=Lead.Enquiry.choices)),
        }
        own = [field for field in own_fields(user, "lead") if field.type != "file"]
        return simple | {f"extra_{field.code}": (field.label, lambda field=field: form_field_of(field, user=user)) for field in own}


class LeadVerb(Verb):
    refusals = (Refused,)

    def tell(self, refusal, record, terms):
        return not_changed(refusal)


@verb("lead")
class Give(LeadVerb, Giving):
    form, flag = OwnerTerms, "reassign"


@verb("lead")
class Move(LeadVerb, Moving):
    form = StageTerms

    def tell(self, refusal, record, terms):
        return not_moved(refusal, terms["stage"])


@verb("lead")
class Reject(LeadVerb):
    code, label, icon, position = "loss", gettext_lazy("Reject"), "circle-x", 60
    form = LossTerms

    def title(self, number):
        return _("Reject: {number}").format(number=number)

    def summary(self, terms):
        return str(terms["reason"])

    def do(self, record, terms, *, by, seen, token):
        record.lose(terms["reason"], by=by, comment=terms["comment"], seen=seen.get("stage_id") or None)

    def tell(self, refusal, record, terms):
        return not_moved(refusal, terms["reason"])


@verb("lead")
class Change(EditField):
    form, refusals = LeadFieldTerms, (Refused,)

    def tell(self, refusal, record, terms):
        return not_changed(refusal)


@verb("lead")
class Discard(LeadVerb, Discarding):
    def tell(self, refusal, record, terms):
        return _("You may not delete this lead.")
