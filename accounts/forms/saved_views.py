from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.text import clean_line

from ..models.saved_view import departments_to_share_with


class ViewForm(forms.Form):
    """The choice of a department is there for whoever says what is shared in one."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def __init__(self, data=None, *, user, kind):
        super().__init__(data)
        departments = departments_to_share_with(user, kind).order_by("path")
        if departments.exists():
            self.fields["shared_with"] = forms.ModelChoiceField(
                departments,
                label=gettext_lazy("Who sees it"),
                required=False,
                empty_label=_("Only me"),
                help_text=gettext_lazy("Departments below see it too. Everybody finds only the records they may see anyway."),
            )

    def clean_name(self):
        if name := clean_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Give the view a name."))
