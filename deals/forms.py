"""Forms of the deal pages. Fields of a card are built from their keys, so a form takes those keys and nothing else."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import WordsField
from accounts.models import User
from contacts.models import Company, Contact
from crm_project.lib.widgets import RecordPicker
from fields.asking import fields_to_ask
from fields.hidden import label_for

from .card_fields import Custom, reader_of
from .models import Deal, Stage
from .refusal_words import asks_for
from .requirements import required_fields
from .talk_proof import is_proof

PICKERS = {"company": "deals:companies", "contact": "deals:contacts", "product": "deals:products"}


class CardForm(forms.Form):
    """Asks for fields of a card by their keys, or by the StageFields a refusal named; those must be filled.

    What the person may not see is not asked: `hidden` names it, so that a page can say who fills it.
    """

    def __init__(self, data=None, files=None, *, card, user, wanted, required=True, filled=False):
        super().__init__(data, files, prefix=None)
        self.card, self.user, self.readers, self.hidden = card, user, {}, []
        for one in wanted:
            reader = one if hasattr(one, "put") else reader_of(one)
            if not reader.is_seen_by(user):
                self.hidden.append(label_for(reader.field, user))
                continue
            if reader.is_money and not user.has_right("see_money"):
                self.hidden.append(reader.label)
                continue
            self.readers[reader.key] = reader
            self.fields[reader.key] = self._field(reader, required)
            if filled:
                self.initial[reader.key] = initial_of(reader, card)

    def _field(self, reader, required):
        field = reader.form_field(self.card, self.user)
        field.required = required
        if reader.key in PICKERS:
            queryset = field.queryset
            field.widget = RecordPicker(PICKERS[reader.key])
            field.queryset = queryset
        if required:
            field.widget.attrs["class"] = "needed"
        return field

    @property
    def values(self):
        """What was filled in, by key: for `change` and the verbs of a move."""
        return {key: self.cleaned_data.get(key) for key in self.readers}


def initial_of(reader, card):
    """The value as a form field shows it."""
    value = reader.value(card)
    custom = getattr(reader, "field", None)
    if custom is not None and custom.type == "file":
        return reader.form_field(card).initial
    return value


class MoveForm(CardForm):
    note = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*self.readers, "note", "seen"])


class WinForm(CardForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """Where the person saw the card; a stale page is told apart by it."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class BackForm(SeenForm):
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("To the stage"), empty_label=None)
    reason = WordsField(label=_("Why"), max_length=1000)

    def __init__(self, *args, stages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages


class AskBackForm(BackForm):
    """The head is asked to take the card back; the verb refuses, the form says why at the field."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["token"] = new_token()
        self.fields["reason"].widget.attrs["placeholder"] = _("What has changed with the client")
        self.fields["stage"].error_messages["invalid_choice"] = _("Choose a stage behind the present one.")


class VerdictForm(forms.Form):
    word = WordsField(label=_("Why not"), max_length=1000)


class LoseForm(SeenForm):
    reason = forms.ModelChoiceField(queryset=None, label=_("Why the client refused"), widget=forms.RadioSelect, empty_label=None)
    comment = forms.CharField(
        label=_("What happened"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""})
    )
    competitor = forms.CharField(label=_("Who won"), required=False, max_length=200)

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = reasons

    def add_refusal(self, refusal):
        """A reason may demand a comment or the competitor."""
        words = {
            "comment": _("This reason asks for a comment of 20 letters or more."),
            "competitor": _("This reason asks who won the client."),
            "reason": _("Choose a reason."),
        }
        self.add_error(refusal.field, words[refusal.field])


class GiveForm(forms.Form):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("New owner"))

    def __init__(self, *args, user, without=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().who_work_with("deal").colleagues_of(user)
        self.fields["owner"].queryset = people.exclude(pk=without) if without else people


class ParticipantForm(forms.Form):
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), widget=RecordPicker("deals:contacts"))
    role = forms.CharField(label=_("Role"), required=False, max_length=120)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Contact.objects.visible_to(user).live()


class ReasonForm(forms.Form):
    reason = WordsField(label=_("What has to be mended"), max_length=1000)


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=300, required=False, help_text=_("Leave it empty to name the deal by the template."))


def new_token():
    return uuid.uuid4()


class ClientPicker(RecordPicker):
    """Picks a company or a person; its value is "company:7" or "contact:9"."""

    found = None

    def _label_of(self, value):
        return str(self.found or "")


class NewDealForm(CardForm):
    """A deal with its client: one at hand, or a new one by name and phone. Asks what its first stage demands."""

    client = forms.CharField(label=_("Client"), required=False, max_length=40, widget=ClientPicker("deals:clients", {"class": "needed"}))
    new_kind = forms.ChoiceField(
        label=_("New client"), choices=[("contact", _("person")), ("company", _("company"))], required=False, initial="contact"
    )
    new_name = forms.CharField(label=_("Name of the new client"), required=False, max_length=250)
    new_phone = forms.CharField(label=_("Phone of the new client"), required=False, max_length=60)
    token = forms.UUIDField(widget=forms.HiddenInput)

    USUAL = ("product", "amount", "source")

    def __init__(self, data=None, files=None, *, funnel, stage, user):
        card = Deal(funnel=funnel, stage=stage, owner=user)
        keys = [one.key for one in asked_at(funnel, stage)]
        wanted = [*self.USUAL, *(key for key in keys if key not in (*self.USUAL, "company", "contact", "phone"))]
        further = [one for one in fields_to_ask(user, "deal", funnel.pk) if one.key not in keys]
        super().__init__(data, files, card=card, user=user, wanted=[*wanted, *(Custom(one) for one in further)], required=False)
        self.further = {one.key for one in further}
        for key in keys:
            if key in self.fields:
                self.fields[key].widget.attrs["class"] = "needed"
        self.initial["token"] = new_token()
        self.order_fields(["client", "new_kind", "new_name", "new_phone", *self.readers])

    def clean_client(self):
        """Only a client that the person may see; what was typed is never a client by itself."""
        kind, _colon, pk = self.cleaned_data["client"].partition(":")
        if not pk:
            return None
        model = {"company": Company, "contact": Contact}.get(kind)
        client = model and pk.isdecimal() and model.objects.visible_to(self.user).live().filter(pk=pk).first()
        if not client:
            raise forms.ValidationError(_("Choose a client of the list."))
        self.fields["client"].widget.found = client
        return client

    def clean(self):
        facts = super().clean()
        if not facts.get("client") and not facts.get("new_name") and not facts.get("new_phone") and not self.errors.get("client"):
            self.add_error("client", _("Say who the client is."))
        return facts

    @property
    def asked_fields(self):
        return [self[key] for key in self.readers if key not in self.further]

    @property
    def further_fields(self):
        return [self[key] for key in self.readers if key in self.further]

    @property
    def has_further_filled(self):
        return any(field.errors or self.data.get(field.html_name) for field in self.further_fields)

    @property
    def new_client(self):
        facts = self.cleaned_data
        return {"kind": facts["new_kind"], "name": facts["new_name"], "phone": facts["new_phone"]}

    def mark(self, refusal):
        """The stage asks for more: each gap gets its word."""
        for one in refusal.fields:
            name = {"phone": "new_phone", "company": "client", "contact": "client"}.get(one.key, one.key)
            if name in self.fields:
                self.add_error(name, _("“{stage}” asks for this.").format(stage=one.stage.name))
            else:
                self.add_error(None, asks_for(one.stage, [one], self.user))


class QuickForm(CardForm):
    """The shortest way to a deal, in the column of the board: what, who, by which number, and what the stage demands."""

    name = forms.CharField(label=_("Client"), required=False, max_length=250)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    token = forms.UUIDField(widget=forms.HiddenInput)

    MOST = 3
    """A stage that asks for more than so many fields is answered by the full form."""

    def __init__(self, data=None, *, stage, user):
        keys = [one.key for one in asked_at(stage.funnel, stage) if one.key not in ("company", "contact", "phone")]
        self.demanded = [key for key in keys if key != "product"]
        wanted = dict.fromkeys(["product", *keys])
        super().__init__(data, card=Deal(funnel=stage.funnel, stage=stage, owner=user), user=user, wanted=wanted, required=False)
        self.auto_id = "quick_%s"
        self.initial["token"] = new_token()
        for key in self.demanded:
            if key in self.fields:
                self.fields[key].required = True
        self.order_fields(["product", "name", "phone"])

    @property
    def is_too_long(self):
        return len(self.demanded) > self.MOST

    def clean(self):
        facts = super().clean()
        if not facts.get("name") and not facts.get("phone"):
            self.add_error("name", _("Say who the client is."))
        return facts


def asked_at(funnel, stage):
    """StageFields that a deal started in this stage must have."""
    asked = required_fields(Deal(funnel=funnel, stage=stage), stage, from_start=True)
    return [one for one in asked if not is_proof(reader_of(one))]
