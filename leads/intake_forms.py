"""Two forms: the one an administrator shapes an intake with, and the one a stranger fills in."""

import re
import uuid
from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from contacts.models import Channel, Source
from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line

from .intake_mapping import CLICKS, LONGEST_MARK, is_email
from .intake_questions import BY_KEY, KNOWN, LONGEST_LABEL, OWN, ready_questions, words_for_clients
from .models import IntakePoint

QUICKEST_SECONDS, OLDEST_SECONDS = 2, 24 * 3600
CARRIED = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", *sorted(CLICKS))
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:\d{1,5})?")
_MARK = "leads.intake"
_ASKED = [("", gettext_lazy("not asked")), ("may", gettext_lazy("asked")), ("must", gettext_lazy("required"))]


class PointForm(forms.ModelForm):
    """One intake: what it is called, who gets its leads, and what the form asks and says."""

    class Meta:
        model = IntakePoint
        fields = ["name", "department", "owner", "source", "channel", "is_active"]
        help_texts = {
            "department": gettext_lazy("Its people see the lead"),
            "owner": gettext_lazy("Left empty: whoever of the department takes it first"),
        }

    def __init__(self, *args, way, **kwargs):
        super().__init__(*args, **kwargs)
        self.way = way
        self.fields["department"].queryset = Department.objects.live()
        if self.fields["department"].queryset.count() == 1:
            self.initial.setdefault("department", self.fields["department"].queryset.first())
        self.fields["owner"].queryset = User.objects.active().people().who_work_with("lead").by_name()
        self.fields["owner"].empty_label = _("whoever takes it first")
        self.fields["source"].queryset, self.fields["channel"].queryset = Source.objects.live(), Channel.objects.live()
        if not self.instance.pk:
            self.initial.setdefault("source", Source.objects.live().filter(code="site").first())

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FormPointForm(PointForm):
    """The intake of a hosted form: its questions, its consent, the sites that may show it."""

    consent_url = forms.URLField(label=gettext_lazy("Address of the full text"), required=False, max_length=500, assume_scheme="https")
    origins_typed = forms.CharField(
        label=gettext_lazy("Sites that may show the form"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://www.example.ru"}),
        help_text=gettext_lazy("An address a line, with https://. Left empty, the form opens by its link only."),
    )

    class Meta(PointForm.Meta):
        fields = [*PointForm.Meta.fields, "language", "heading", "consent_text", "consent_url", "success_text"]
        widgets = {
            "consent_text": forms.Textarea(attrs={"rows": 2}),
            "success_text": forms.Textarea(attrs={"rows": 2}),
            "language": forms.Select(choices=[("ru", "Русский"), ("en", "English")]),
        }
        help_texts = PointForm.Meta.help_texts | {
            "consent_text": gettext_lazy("An unticked box with this text stands over the button; left empty, nobody is asked."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        questions = self.instance.questions if self.instance.pk else ready_questions()
        asked = {one["key"]: one for one in questions}
        for known in KNOWN:
            one = asked.get(known.key)
            ask = "" if one is None else "must" if one["must"] else "may"
            self.fields[f"ask_{known.key}"] = forms.ChoiceField(label=known.label, choices=_ASKED, required=False, initial=ask)
            label = one["label"] if one else words_for_clients(known.key)
            self.fields[f"label_{known.key}"] = forms.CharField(
                label=_("Words on the form"), max_length=LONGEST_LABEL, required=False, initial=label
            )
        for number in range(1, OWN + 1):
            label = asked.get(f"own{number}", {}).get("label", "")
            self.fields[f"own{number}"] = forms.CharField(
                label=_("A question of your own"), max_length=LONGEST_LABEL, required=False, initial=label
            )
        self.fields["origins_typed"].initial = "\n".join(self.instance.origins)
        if not self.instance.pk:
            self.initial.setdefault("consent_text", _("I agree that my personal data is processed to answer my enquiry."))
            self.initial.setdefault("language", translation.get_language()[:2])

    @property
    def asked(self):
        """(whether it is asked, its words) of every known field, as bound fields side by side."""
        return [(self[f"ask_{known.key}"], self[f"label_{known.key}"]) for known in KNOWN]

    @property
    def own(self):
        return [self[f"own{number}"] for number in range(1, OWN + 1)]

    @property
    def questions(self):
        asked = [(one.key, self.cleaned_data[f"ask_{one.key}"], self.cleaned_data[f"label_{one.key}"]) for one in KNOWN]
        known = [
            {"key": key, "label": clean_line(label) or words_for_clients(key), "must": ask == "must"} for key, ask, label in asked if ask
        ]
        own = [{"key": one.name, "label": clean_line(self.cleaned_data[one.name]), "must": False} for one in self.own]
        return [*known, *(one for one in own if one["label"])]

    @property
    def values(self):
        return super().values | {"questions": self.questions, "origins": self.cleaned_data["origins_typed"]}

    def clean_origins_typed(self):
        """Only scheme, host and port go into the header that lets a site show the form."""
        return list(dict.fromkeys(_origin(line) for line in self.cleaned_data["origins_typed"].splitlines() if line.strip()))

    def clean(self):
        data = super().clean()
        if not data.get("ask_phone") and not data.get("ask_email"):
            self.add_error("ask_phone", _("Ask for a phone or an e-mail, to be able to answer."))
        return data


class PublicForm(forms.Form):
    """What a stranger fills in: the questions of the point, a box of consent, and two traps for robots."""

    homepage = forms.CharField(required=False, max_length=1000)
    mark = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, data=None, *, point, initial=None):
        super().__init__(data, initial=initial)
        self.point = point
        self.order = [one["key"] for one in point.questions]
        for one in point.questions:
            self.fields[one["key"]] = _field_of(one)
        for name in (*CARRIED, "page"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        if point.consent_text:
            self.fields["consent"] = forms.BooleanField(
                label=point.consent_text, error_messages={"required": _("Tick the box: without it we may not take your data.")}
            )

    @property
    def questions(self):
        return [self[key] for key in self.order]

    @property
    def carried(self):
        """Hidden fields that have something to say."""
        return [self[name] for name in (*CARRIED, "page") if self[name].value()]

    @property
    def is_of_robot(self):
        return bool(self.data.get("homepage"))

    def clean_phone(self):
        typed = clean_line(self.cleaned_data["phone"])
        if typed and sum(letter.isdecimal() for letter in typed) < 5:
            raise forms.ValidationError(_("This is no phone number: write all of its digits."))
        return typed

    def clean_email(self):
        typed = clean_line(self.cleaned_data["email"]).lower()
        if typed and not is_email(typed):
            raise forms.ValidationError(_("This is no e-mail address: it looks like name@example.com."))
        return typed

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("phone") and not data.get("email"):
            self.add_error("phone" if "phone" in self.fields else "email", _("Write a phone or an e-mail, so that we can answer."))
        return data

    @property
    def told(self):
        """The delivery this makes, in the words every other delivery comes in."""
        fields = [{"id": one["key"], "label": one["label"], "value": clean(self.cleaned_data[one["key"]])} for one in self.point.questions]
        marks = {name: self.cleaned_data[name][:LONGEST_MARK] for name in CARRIED if self.cleaned_data[name]}
        page = {"page_url": self.cleaned_data["page"][:LONGEST_MARK]} if self.cleaned_data["page"] else {}
        return {"fields": [one for one in fields if one["value"]], **marks, **page}


class TooQuick(Exception):
    """Nobody fills in a form within two seconds, or it was opened a day ago: it is shown again with a fresh mark."""


def new_mark(point):
    """Says when a form was shown and names what it will send: the same form sent twice is one delivery."""
    return signing.dumps([point.pk, uuid.uuid4().hex, int(clock.now().timestamp())], salt=_MARK)


def name_in(mark, point):
    """The name of the delivery a form makes; raises TooQuick."""
    try:
        pk, name, shown_at = signing.loads(mark, salt=_MARK)
    except (signing.BadSignature, ValueError):
        raise TooQuick from None
    if pk != point.pk or not QUICKEST_SECONDS <= clock.now().timestamp() - shown_at <= OLDEST_SECONDS:
        raise TooQuick
    return name


def _field_of(question):
    known = BY_KEY.get(question["key"])
    attrs = {"autocomplete": known.autocomplete or "off"} if known else {"autocomplete": "off"}
    if question["key"] == "phone":
        attrs |= {"type": "tel", "inputmode": "tel"}
    if question["key"] == "email":
        attrs |= {"type": "email", "inputmode": "email"}
    widget = forms.Textarea(attrs=attrs | {"rows": 4}) if question["key"] == "comment" else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=question["label"],
        required=question["must"],
        max_length=known.longest if known else 1000,
        widget=widget,
        error_messages={"required": _("Fill this in, please.")},
    )


def _origin(line):
    try:
        parts = urlsplit(line.strip().lower())
        host = (parts.hostname or "").encode("idna").decode()
        origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    except (UnicodeError, ValueError):
        origin = ""
    if not _ORIGIN.fullmatch(origin):
        words = _("“%(line)s” is no address of a site: write it like https://www.example.ru.")
        raise forms.ValidationError(words, params={"line": line.strip()})
    return origin
