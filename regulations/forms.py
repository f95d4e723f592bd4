from django import forms

from crm_project.lib.text import clean_line


class SearchForm(forms.Form):
    q = forms.CharField(max_length=200, required=False)

    def clean_q(self):
        return clean_line(self.cleaned_data["q"])
