import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from contacts.models import Channel, Company, Contact, Source
from crm_project.lib import clock
from crm_project.lib.text import clean
from crm_project.lib.widgets import RecordPicker
from deals.forms import CardForm, asked_at
from deals.models import Deal, Funnel, ProductGroup, Stage
from deals.refusal_words import asks_for
from deals.requirements import stages_with_fields
from fields.asking import fields_to_ask, without_kept_files
from fields.form_fields import form_field_of

from .carrying import carried
from .events import EVENTS
from .models import Lead

_ON_CLIENT = ("company", "contact", "phone", "email", "source")


class LeadForm(forms.Form):
    """No more than a name and a phone or an e-mail is needed."""

    person = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=250, required=False)
    phone_typed = forms.CharField(label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label=_("E-mail"), required=False)
    company_name = forms.CharField(label=_("Company"), max_length=250, required=False)
    comment = forms.CharField(
        label=_("What they want"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True})
    )
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False)
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"), required=False)
    enquiry = forms.ChoiceField(label=_("Kind of enquiry"), choices=Lead.Enquiry.choices, required=False)
    interests = forms.ModelMultipleChoiceField(
        ProductGroup.objects.all(), label=_("Interested in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who answers"), required=False)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, lead=None, **kwargs):
        names = ("person", "phone_typed", "email", "company_name", "comment", "source", "channel", "enquiry", "version")
        known = {name: getattr(lead, name) for name in names} if lead else {"token": uuid.uuid4()}
        known |= {"interests": list(lead.interests.all())} if lead else {}
        kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset, self.fields["channel"].queryset = Source.objects.live(), Channel.objects.live()
        people = User.objects.active().who_work_with("lead").in_scope(user, user.scope_of("lead", "edit")).by_name()
        self.fields["owner"].queryset, self.fields["owner"].empty_label = people, _("whoever takes it first")
        if lead or not user.has_right("reassign"):
            del self.fields["owner"]
        if not self.fields["interests"].queryset.exists():
            del self.fields["interests"]
        if lead is None:
            del self.fields["enquiry"]
        if lead and not user.has_right("see_contacts"):
            del self.fields["phone_typed"], self.fields["email"]
        funnel = lead.funnel_id if lead else Funnel.objects.for_leads().values_list("pk", flat=True).first()
        for custom in fields_to_ask(user, "lead", funnel):
            value = lead.extra.get(custom.code) if lead else None
            self.fields[custom.key] = form_field_of(custom, user=user, value=value)
            if value is not None and custom.type != "file":
                self.initial[custom.key] = value

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.get(name) for name in ("person", "phone_typed", "email")):
            self.add_error("person", _("Write at least a name, a phone or an e-mail."))
        return data

    @property
    def values(self):
        known = {name: value for name, value in self.cleaned_data.items() if name not in ("owner", "token", "version")}
        known = without_kept_files(self, known)
        return known if known.get("enquiry") else {name: value for name, value in known.items() if name != "enquiry"}


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who answers"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.active().who_work_with("lead").in_scope(user, user.scope_of("lead", "edit")).by_name()


class ConvertForm(CardForm):
    """Into which funnel, and what its entry stage asks beyond what the lead knows."""

    funnel = forms.ModelChoiceField(Funnel.objects.none(), label=_("Funnel"), empty_label=None)
    name = forms.CharField(label=_("Name of the deal"), max_length=300, required=False, help_text=_("Made by the template if left empty"))

    def __init__(self, data=None, files=None, *, lead, user):
        self.lead = lead
        funnels = Funnel.objects.for_deals().visible_to(user)
        funnel = _chosen(funnels, (data or {}).get("funnel"))
        self.entry = next(stage for stage in stages_with_fields(funnel) if stage.kind == Stage.Kind.ENTRY)
        card = Deal(funnel=funnel, stage=self.entry, owner=user)
        asked = asked_at(funnel, self.entry)
        keys = [one.key for one in asked]
        wanted = [one for one in asked if one.key not in _ON_CLIENT]
        wanted += [key for key in ("product", "source") if key not in [one.key for one in wanted] and _is_asked(key, keys, lead)]
        super().__init__(data, files, card=card, user=user, wanted=wanted, required=False)
        self.initial |= {key: value for key, value in carried(lead, "deal", funnel).items() if key in self.readers}
        for key in set(keys) & set(self.readers):
            self.fields[key].widget.attrs["class"] = "needed"
        self.fields["funnel"].queryset, self.initial["funnel"] = funnels, funnel
        self.order_fields(["funnel", "name", *self.readers])

    def mark(self, refusal):
        for one in refusal.fields:
            self.add_error(one.key if one.key in self.fields else None, asks_for(one.stage, [one], self.user))


class JoinForm(forms.Form):
    client = forms.CharField(label=_("Client"), max_length=40, widget=RecordPicker("search:clients"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_client(self):
        """ "company:7" or "contact:9", and only one that the person may see."""
        kind, _colon, pk = self.cleaned_data["client"].partition(":")
        model = {"company": Company, "contact": Contact}.get(kind)
        client = model.objects.visible_to(self.user).live().by_pk(int(pk)) if model and pk.isdecimal() and len(pk) < 18 else None
        if client is None:
            raise forms.ValidationError(_("Choose a client of the list."))
        return client


class OfficeForm(CardForm):
    """Who came, what about, and what the chosen stage asks for."""

    person = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=250)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label=_("E-mail"), required=False)
    company_name = forms.CharField(label=_("Company"), max_length=250, required=False)
    note = forms.CharField(label=_("What was agreed on"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}))
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage of the deal"), empty_label=None)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, user):
        stages = Stage.objects.live().open().filter(funnel__in=Funnel.objects.for_deals().visible_to(user)).select_related("funnel")
        stage = _chosen(stages, (data or {}).get("stage"))
        card = Deal(funnel=stage.funnel, stage=stage, owner=user)
        asked = [one.key for one in asked_at(stage.funnel, stage) if one.key not in _ON_CLIENT]
        wanted = [*(["product"] if "product" not in asked else []), *asked]
        super().__init__(data, files, card=card, user=user, wanted=wanted, required=False)
        self.stage = stage
        for key in asked:
            if key in self.fields:
                self.fields[key].widget.attrs["class"] = "needed"
        self.fields["stage"].queryset = stages
        self.fields["stage"].label_from_instance = lambda one: f"{one.funnel.name}: {one.name}"
        self.initial |= {"stage": stage, "token": uuid.uuid4()}
        self.order_fields(["person", "phone", "email", "company_name", "stage", *self.readers, "note"])

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("phone") and not data.get("email"):
            self.add_error("phone", _("A phone or an e-mail, to reach the client again."))
        return data

    def mark(self, refusal):
        for one in refusal.fields:
            self.add_error(one.key if one.key in self.fields else None, asks_for(one.stage, [one], self.user))


class EventForm(forms.Form):
    event = forms.ChoiceField(
        label=_("What happened"), widget=forms.RadioSelect, choices=[(one.code, one.label) for one in EVENTS.values()]
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
        error_messages={"required": _("Write what it was about.")},
    )
    at = forms.DateTimeField(
        label=_("When"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", *self.fields["at"].input_formats]
        self.initial.setdefault("event", "call")
        self.initial.setdefault("at", timezone.localtime(clock.now()).replace(second=0, microsecond=0, tzinfo=None))
        self.initial.setdefault("token", uuid.uuid4())

    @property
    def events(self):
        return EVENTS.values()

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and (at > clock.now() or not clock.is_valid_date(at.date())):
            raise forms.ValidationError(_("It has already happened: the moment lies in the past."))
        return at

    def clean_text(self):
        return clean(self.cleaned_data["text"])


def _is_asked(key, keys, lead):
    """A product is always worth naming; a source is asked for where the stage demands it and the lead has none."""
    return key == "product" or (key in keys and lead.source is None)


def _chosen(queryset, pk):
    found = queryset.filter(pk=pk).first() if str(pk or "").isdecimal() else None
    return found or queryset.first()
