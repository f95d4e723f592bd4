from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_project.lib.formats import number as shown
from crm_project.lib.text import clean, clean_line, sort_key

from ..hand_over import estates_of
from ..models import Department, Position, Role, User
from ..scopes import ROBOT

MOST_AT_ONCE = 10


class PlaceForm(forms.Form):
    """Where somebody works and as what."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.exclude(code=ROBOT), empty_label=None)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.live(), empty_label=None)
    superior = forms.ModelChoiceField(
        label=_("Superior"), queryset=User.objects.active().by_name(), required=False, empty_label=_("the head of the department")
    )
    position = forms.ModelChoiceField(label=_("Position"), queryset=Position.objects.live(), required=False, empty_label="—")

    def __init__(self, *args, person, **kwargs):
        self.person = person
        place = {name: getattr(person, name) for name in ("role", "department", "superior", "position")}
        super().__init__(*args, initial=place, **kwargs)
        self.fields["superior"].queryset = User.objects.active().exclude(pk=person.pk).by_name()
        if not Position.objects.live().exists():
            del self.fields["position"]

    def clean(self):
        return {"position": self.person.position} | super().clean()


class HandOverForm(forms.Form):
    """Who takes what somebody had in hand: one colleague, or another one for a kind of record."""

    to = forms.ModelChoiceField(
        label=_("Give all open records to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("leave them where they are"),
        help_text=_("Nothing is lost and nothing becomes visible to all: what stays is in the hands of the head of the department."),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.estates = person, estates_of(person)
        people = list(User.objects.active().people().with_rights().exclude(pk=person.pk).by_name())
        for_all = [one.pk for one in people if all(estate.suits(one) for estate, _number in self.estates)]
        self.fields["to"].queryset = User.objects.by_ids(for_all).with_rights().by_name()
        if len(self.estates) > 1:
            for estate, number in self.estates:
                known = {str(one.pk): one for one in people if estate.suits(one)}
                choices = [("", _("as named above")), *((pk, str(one)) for pk, one in known.items())]
                self.fields[f"to_{estate.key}"] = forms.TypedChoiceField(
                    label=f"{estate.label}: {shown(number)}", choices=choices, coerce=known.get, empty_value=None, required=False
                )

    def refuse(self, estate):
        """Said where the colleague for these records was chosen."""
        words = gettext("Your role may not give these records to others: %(kind)s. Nobody was signed off, nothing was handed over.")
        own = f"to_{estate.key}"
        at = own if self.cleaned_data.get(own) or not self.cleaned_data["to"] else "to"
        self.add_error(at if at in self.fields else None, words % {"kind": estate.label})

    def clean(self):
        """Whoever leaves may leave all behind; whoever has left hands over something to somebody."""
        cleaned = super().clean()
        if not self.errors and not self.person.is_active and not any(cleaned.values()):
            self.add_error("to", self.fields["to"].error_messages["required"])
        return cleaned

    @property
    def receivers(self):
        """What the verb takes: one colleague, and {kind of record: another one}."""
        chosen = {estate.key: self.cleaned_data.get(f"to_{estate.key}") for estate, _number in self.estates}
        return {"to": self.cleaned_data["to"], "others": {key: to for key, to in chosen.items() if to}}


class InviteForm(forms.Form):
    """One colleague or ten: an e-mail a line; what a line does not say is taken from the fields below."""

    people = forms.CharField(
        label=_("E-mails, one a line"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5, "data-autogrow": True, "autofocus": True, "spellcheck": "false"}),
        help_text=_("Ten at once. A line may say more: e-mail, role, department, superior."),
    )
    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.exclude(code=ROBOT), empty_label=None)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.live(), empty_label=None)
    superior = forms.ModelChoiceField(
        label=_("Superior"), queryset=User.objects.active().by_name(), required=False, empty_label=_("the head of the department")
    )

    def clean_people(self):
        lines = [clean_line(line) for line in clean(self.cleaned_data["people"]).split("\n")]
        lines = [line for line in lines if line]
        if len(lines) > MOST_AT_ONCE:
            raise forms.ValidationError(gettext("At most ten people at once, here are %(n)d") % {"n": len(lines)})
        return lines

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.places, seen = [], set()
        for number, line in enumerate(cleaned["people"], start=1):
            try:
                place = self._place(line)
                if place["email"] in seen:
                    raise forms.ValidationError(gettext("this e-mail is there twice"))
                seen.add(place["email"])
                self.places.append(place)
            except forms.ValidationError as refusal:
                facts = {"n": number, "line": line, "why": "; ".join(refusal.messages)}
                self.add_error("people", gettext("Line %(n)d, “%(line)s”: %(why)s") % facts)
        return cleaned

    def _place(self, line):
        parts = [part.strip() for part in line.replace(";", ",").split(",")]
        email, role, department, superior = (parts + [""] * 4)[:4]
        email = email.lower()
        try:
            validate_email(email)
        except forms.ValidationError:
            raise forms.ValidationError(gettext("this is not an e-mail")) from None
        if (here := User.objects.of_email(email)) and not here.waits_for_access:
            raise forms.ValidationError(gettext("this person is here already"))
        return {
            "email": email,
            "role": _named(Role.objects.for_people(), role, self.cleaned_data["role"], gettext("there is no role “%s”")),
            "department": _named(
                Department.objects.live(), department, self.cleaned_data["department"], gettext("there is no department “%s”")
            ),
            "superior": _named(User.objects.active(), superior, self.cleaned_data["superior"], gettext("there is no colleague “%s”")),
        }


def _named(choices, typed, default, refusal):
    """The choice whose name, code or e-mail was typed; the default for nothing."""
    if not typed:
        return default
    for choice in choices:
        names = {sort_key(choice), sort_key(getattr(choice, "code", "") or ""), sort_key(getattr(choice, "email", "") or "")}
        if sort_key(typed) in names:
            return choice
    raise forms.ValidationError(refusal % typed)
