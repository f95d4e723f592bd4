from django import forms

from crm_project.lib.text import clean_line


class LineField(forms.CharField):
    """One line of text as it will be stored: what cannot be seen does not count as something."""

    def to_python(self, value):
        return clean_line(super().to_python(value) or "")
