from django import forms

from crm_project.lib.text import clean, clean_line


class LineField(forms.CharField):
    """One line of text as it will be stored: what cannot be seen does not count as something."""

    def to_python(self, value):
        return clean_line(super().to_python(value) or "")


class WordsField(forms.CharField):
    """Some lines of text as they will be stored, in a box that grows; what cannot be seen does not count as something."""

    def __init__(self, *, rows=3, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "data-autogrow": True} | options.pop("attrs", {})), **options)

    def to_python(self, value):
        return clean(super().to_python(value) or "")
