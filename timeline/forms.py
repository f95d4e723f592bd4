from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import clean


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=20_000, strip=True, error_messages={"required": _("Write what you found out.")})
    parent = forms.IntegerField(required=False)
    token = forms.UUIDField(required=False)

    def clean_text(self):
        text = clean(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; each is judged by itself when it is kept."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        single = super().clean
        return [single(one, initial) for one in data] if isinstance(data, list | tuple) and data else [single(data, initial)]


class FilesForm(forms.Form):
    files = ManyFilesField(
        label=_("Files"), max_length=1000, allow_empty_file=True, error_messages={"required": _("Choose at least one file.")}
    )
