from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from .kinds import kinds
from .preferences import CHANNELS, DIGEST, NOW, OFF, choice, minutes_of, morning_of, quiet_of

MOST_WAVES, LONGEST_WAVE = 4, 240
MAIL = [
    (NOW, _("at once")),
    (DIGEST, _("in the morning")),
    (OFF, _("no letter")),
]


def time_field(label, **options):
    return forms.TimeField(label=label, input_formats=["%H:%M", "%H:%M:%S"], widget=forms.TimeInput({"type": "time"}, "%H:%M"), **options)


class PreferencesForm(forms.Form):
    """Per kind of notice: the bell, push and mail, and the minutes before where it has such; then when to be left alone.

    `seen` is what the page showed: what the person did not touch is not written, so that two pages do not undo each other.
    """

    seen = forms.JSONField(required=False, widget=forms.HiddenInput)
    quiet_from = time_field(_("Quiet from"), required=False)
    quiet_to = time_field(_("Quiet until"), required=False)
    days_off = forms.BooleanField(label=_("Days off and absences are quiet too"), required=False)
    urgent = forms.BooleanField(label=_("Reminders of tasks and warnings before the close still come"), required=False)
    digest_at = time_field(_("The morning’s letter comes at"), required=False)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.kinds = person, kinds()
        for kind in self.kinds:
            for channel in CHANNELS:
                self.fields[f"{kind.verb}.{channel}"] = _field(person, kind, channel)
            if kind.minutes:
                self.fields[f"{kind.verb}.minutes"] = _minutes_field(person, kind)
        hours, days_off, urgent = quiet_of(person)
        begins, ends = hours or (None, None)
        shown = {"quiet_from": begins, "quiet_to": ends, "days_off": days_off, "urgent": urgent, "digest_at": morning_of(person)}
        for name, value in shown.items():
            self.fields[name].initial = value
        self.fields["seen"].initial = self._shown()

    def rows(self):
        return [
            (kind, [self[f"{kind.verb}.{channel}"] for channel in CHANNELS], self[f"{kind.verb}.minutes"] if kind.minutes else None)
            for kind in self.kinds
        ]

    def when(self):
        return [self[name] for name in ("quiet_from", "quiet_to", "digest_at", "days_off", "urgent")]

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_to")
        if (begins is None) != (ends is None) and not {"quiet_from", "quiet_to"} & set(self.errors):
            self.add_error("quiet_to" if ends is None else "quiet_from", _("Quiet hours need both their beginning and their end."))
        if begins is not None and begins == ends:
            self.add_error("quiet_to", _("Quiet hours cannot take the whole day: choose another end."))
        return cleaned

    def wishes(self):
        """{verb: {channel or "minutes": value}} of what the person changed on this page."""
        wishes = {}
        for kind in self.kinds:
            for part in (*CHANNELS, "minutes"):
                name = f"{kind.verb}.{part}"
                if name in self.fields and not self.fields[name].disabled and self._is_changed(name):
                    wishes.setdefault(kind.verb, {})[part] = self.cleaned_data[name]
        return wishes

    def quiet(self):
        """What `preferences.keep` takes, of what the person changed."""
        kept, cleaned = {}, self.cleaned_data
        if any(self._is_changed(name) for name in ("quiet_from", "quiet_to", "days_off", "urgent")):
            hours = {"from": _text(cleaned["quiet_from"]), "to": _text(cleaned["quiet_to"])}
            kept["quiet"] = hours | {"days_off": cleaned["days_off"], "urgent": cleaned["urgent"]}
        if self._is_changed("digest_at"):
            kept["digest_at"] = _text(cleaned["digest_at"])
        return kept

    # -- helpers -------------------------------------------------------------------

    def _shown(self):
        return {name: _plain(field.initial) for name, field in self.fields.items() if name != "seen"}

    def _is_changed(self, name):
        seen = self.cleaned_data.get("seen")
        before = seen.get(name) if isinstance(seen, dict) and name in seen else _plain(self.fields[name].initial)
        return _plain(self.cleaned_data[name]) != before


class EndpointForm(forms.Form):
    endpoint = forms.CharField(max_length=1000)


class AfterForm(forms.Form):
    """The moment of the last notice that a browser has shown."""

    after = forms.CharField(required=False, max_length=40)

    def clean_after(self):
        try:
            moment = parse_datetime(self.cleaned_data["after"])
        except ValueError:
            return None
        return moment if moment and moment.tzinfo else None


class WavesField(forms.CharField):
    """«60, 15»: at most four numbers of minutes; answers a list, the longest first; nothing is the department's."""

    def to_python(self, value):
        text = super().to_python(value)
        words = text.replace(";", ",").replace(" ", ",").split(",") if isinstance(text, str) else text or []
        words = [str(word) for word in words if word != ""]
        if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:4]) <= LONGEST_WAVE and len(word) < 4 for word in words):
            raise forms.ValidationError(_("Minutes from 1 to 240, with commas between them: 60, 15."))
        waves = sorted({int(word) for word in words}, reverse=True)
        if len(waves) > MOST_WAVES:
            raise forms.ValidationError(_("Four warnings at most."))
        return waves

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value


def _field(person, kind, channel):
    value = choice(person, kind.verb, channel)
    if channel == "mail":
        offered = MAIL if kind.may_wait else [MAIL[0], MAIL[2]]
        return forms.TypedChoiceField(choices=offered, initial=value, label=kind.label, required=False, empty_value=OFF)
    fixed = kind.must and channel == "bell"
    return forms.BooleanField(required=False, disabled=fixed, initial=value == NOW, label=kind.label)


def _minutes_field(person, kind):
    return WavesField(required=False, initial=minutes_of(person, kind.verb) or [], max_length=40, label=_("minutes before"))


def _plain(value):
    """As it is written into the page and read back from it."""
    return _text(value) if value is None or hasattr(value, "isoformat") else value


def _text(wall):
    return f"{wall:%H:%M}" if wall is not None else ""
