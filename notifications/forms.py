from django import forms

from .kinds import kinds
from .preferences import CHANNELS, wants


class PreferencesForm(forms.Form):
    """A tick per kind of notice and channel."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds()
        for kind in self.kinds:
            for channel in CHANNELS:
                fixed = kind.must and channel == "bell"
                self.fields[f"{kind.verb}.{channel}"] = forms.BooleanField(
                    required=False, disabled=fixed, initial=wants(person, kind.verb, channel), label=kind.label
                )

    def rows(self):
        return [(kind, [self[f"{kind.verb}.{channel}"] for channel in CHANNELS]) for kind in self.kinds]

    def wishes(self):
        return {kind.verb: {channel: self.cleaned_data[f"{kind.verb}.{channel}"] for channel in CHANNELS} for kind in self.kinds}
