"""Inputs that repeat: several phones, e-mails, messengers or addresses of one client."""

from django import forms

from .models import Messenger


class ManyLines(forms.Widget):
    """One input per line and an empty one at the end; a button adds more. Without scripts there is one more each time."""

    template_name = "contacts/widgets/many_lines.html"

    def __init__(self, attrs=None, *, add_label="", input_type="text", autocomplete="off"):
        super().__init__({"data-wide": "yes", **(attrs or {})})
        self.add_label, self.input_type, self.autocomplete = add_label, input_type, autocomplete

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in values if str(value).strip()]

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(lines=[*(value or []), ""], add_label=self.add_label, type=self.input_type, autocomplete=self.autocomplete)
        return context


class ManyMessengers(ManyLines):
    """A system and a name in it per line."""

    template_name = "contacts/widgets/many_messengers.html"

    def value_from_datadict(self, data, files, name):
        if not hasattr(data, "getlist"):
            return data.get(name, [])
        pairs = zip(data.getlist(f"{name}_system"), data.getlist(name), strict=False)
        return [(system, handle) for system, handle in pairs if handle.strip()]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(lines=[*(value or []), ("telegram", "")], systems=Messenger.System.choices)
        return context


class ManyField(forms.Field):
    """A list of lines; `check` raises for a wrong one."""

    def __init__(self, *, check=None, longest=250, **options):
        super().__init__(required=False, **options)
        self.check, self.longest = check, longest

    def prepare_value(self, value):
        return value

    def clean(self, value):
        value = super().clean(value) or []
        if len(value) > 20:
            raise forms.ValidationError("20")
        for line in value:
            text = line[-1] if isinstance(line, tuple) else line
            if len(text) > self.longest:
                raise forms.ValidationError(forms.CharField().default_error_messages["required"])
            if self.check:
                self.check(line)
        return value
