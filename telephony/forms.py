import re
import uuid
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock, phone_numbers
from crm_project.lib.date_filters import DayField
from deals.models import Deal
from tasks.due import Due
from tasks.forms import day_input, time_input
from tasks.models import TaskResult

from .models import Call
from .permissions import may_log_for, people_for

OLDEST = timedelta(days=366)
_LENGTH = re.compile(r"^\s*(\d{1,3})(?:[:.,](\d{1,2}))?\s*$")
RESULTS_OF = "call"


def results():
    """A call has the results of the task type «call»."""
    return TaskResult.objects.live().filter(type__code=RESULTS_OF, type__retired_at__isnull=True)


class LengthField(forms.CharField):
    """4:38, or 4 for four minutes; becomes seconds."""

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return 0
        found = _LENGTH.match(value)
        if not found or int(found[2] or 0) > 59:
            raise forms.ValidationError(_("Minutes and seconds are needed, such as 4:38."))
        return int(found[1]) * 60 + int(found[2] or 0)


class ResultForm(forms.Form):
    """What came of a talk."""

    result = forms.ModelChoiceField(
        TaskResult.objects.none(), label=_("Result"), required=False, widget=forms.RadioSelect, empty_label=None
    )
    text = forms.CharField(
        label=_("What was said"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].queryset = results()

    def words(self):
        return {"result": self.cleaned_data["result"], "text": self.cleaned_data["text"]}


class LogForm(ResultForm):
    """A call as somebody remembers it; `facts` is what `Call.log` takes."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Call.Direction, widget=forms.RadioSelect, initial="out")
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Call.Outcome, widget=forms.RadioSelect, initial="answered")
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    )
    day = DayField(label=_("Date"), input_formats=["%Y-%m-%d", "%d.%m.%Y"], widget=day_input())
    time = forms.TimeField(label=_("Time"), input_formats=["%H:%M", "%H:%M:%S"], widget=time_input())
    length = LengthField(
        label=_("Length"), required=False, max_length=7, widget=forms.TextInput(attrs={"placeholder": "4:38", "inputmode": "decimal"})
    )
    deal = forms.ModelChoiceField(Deal.objects.none(), label=_("Deal"), required=False, empty_label=_("without a deal"))
    owner = forms.ModelChoiceField(Deal.objects.none(), label=_("Who talked"), required=False, empty_label=None)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = ["direction", "outcome", "phone", "day", "time", "length", "deal", "result", "text", "owner", "token"]

    def __init__(self, *args, user, about, initial=None, **kwargs):
        now = timezone.localtime(clock.now())
        usual = {"owner": user.pk, "token": uuid.uuid4(), "day": now.date(), "time": now.time().replace(second=0, microsecond=0)}
        usual |= {"phone": phone_numbers.shown(about.phone) if about.phone else "", "deal": about.deal and about.deal.pk}
        super().__init__(*args, initial=usual | (initial or {}), **kwargs)
        self.user, self.about = user, about
        self._narrow()

    def _narrow(self):
        """Fields there is nothing to choose in are not asked; numbers are kept from those who may not see them."""
        if not self.user.has_right("see_contacts"):
            del self.fields["phone"]
        if self.about.deals and not self.about.lead:
            self.fields["deal"].queryset = Deal.objects.filter(pk__in=[deal.pk for deal in self.about.deals])
        else:
            del self.fields["deal"]
        if self.user.people_ids_in(self.user.scope_of("call", "create")) in (set(), {self.user.pk}):
            del self.fields["owner"]
        else:
            self.fields["owner"].queryset = people_for(self.user)

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and not phone_numbers.parse(phone).e164 and len(re.sub(r"\D", "", phone)) < 3:
            raise forms.ValidationError(_("This is not a phone number."))
        return phone

    def clean_owner(self):
        owner = self.cleaned_data["owner"] or self.user
        if not may_log_for(self.user, owner):
            raise forms.ValidationError(_("You cannot enter calls of this person."))
        return owner

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("direction") == Call.Direction.OUT and cleaned.get("outcome") == Call.Outcome.MISSED:
            self.add_error("outcome", _("Only an incoming call can be missed."))
        if cleaned.get("length") and cleaned.get("outcome") not in (Call.Outcome.ANSWERED, Call.Outcome.VOICEMAIL):
            cleaned["length"] = 0
        if cleaned.get("day") and cleaned.get("time"):
            self._check_moment(Due(cleaned["day"], cleaned["time"]).facts()["due_at"])
        if not self.about.card and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone" if "phone" in self.fields else None, _("Whom did you talk to? A number is needed."))
        return cleaned

    def _check_moment(self, moment):
        now = clock.now()
        if moment > now:
            self.add_error("time", _("This time has not come yet."))
        elif moment < now - OLDEST:
            self.add_error("day", _("A call is written down within a year."))
        self.cleaned_data["started_at"] = moment

    def facts(self):
        asked = self.cleaned_data
        links = self.about.links()
        if "deal" in self.fields:
            links["deal"] = asked["deal"]
        return {
            **{name: asked[name] for name in ("direction", "outcome", "started_at", "token")},
            **self.words(),
            **links,
            "owner": asked.get("owner") or self.user,
            "phone": asked["phone"] if "phone" in self.fields else self.about.phone,
            "seconds": asked["length"],
        }


class DialForm(forms.Form):
    phone = forms.CharField(
        label=_("Phone"), max_length=60, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autofocus": True})
    )

    def clean_phone(self):
        found = phone_numbers.parse(self.cleaned_data["phone"])
        if not found.e164:
            raise forms.ValidationError(_("This is not a phone number."))
        return found.e164
