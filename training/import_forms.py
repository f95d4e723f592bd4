from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regulations.book import index_in_force
from regulations.models import Section


class ImportForm(forms.Form):
    """A file of questions, and the section for those that name none."""

    use_required_attribute = False

    file = forms.FileField(label=_("XLSX, CSV or GIFT"))
    where = forms.TypedChoiceField(label=_("Section of questions that name none"), coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        entries = sorted(index_in_force(get_language()).values(), key=lambda one: one.place)
        self.fields["where"].choices = [(one.section_id, f"{one.regulation} {one.label}") for one in entries]

    def section(self):
        return Section.objects.select_related("regulation").get(pk=self.cleaned_data["where"])
