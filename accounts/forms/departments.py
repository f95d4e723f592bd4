from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Department, Position, User
from .fields import LineField


class DepartmentForm(forms.Form):
    name = LineField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(
        label=_("Stands under"), queryset=Department.objects.live(), required=False, empty_label=_("nothing, it is at the top")
    )
    head = forms.ModelChoiceField(label=_("Head"), queryset=User.objects.active().by_name(), required=False, empty_label=_("nobody yet"))

    def __init__(self, *args, department=None, **kwargs):
        if department is not None:
            kwargs["initial"] = {"name": department.name, "parent": department.parent, "head": department.head}
        super().__init__(*args, **kwargs)
        if department is not None:
            self.fields["parent"].queryset = Department.objects.live().outside(department)


class PositionForm(forms.Form):
    name = LineField(label=_("Name"), max_length=120)

    def __init__(self, *args, position=None, **kwargs):
        self.position = position
        super().__init__(*args, initial={"name": position.name} if position else None, **kwargs)

    def clean_name(self):
        name = self.cleaned_data["name"]
        taken = Position.objects.live().filter(name__iexact=name)
        if taken.exclude(pk=self.position.pk if self.position else None).exists():
            raise forms.ValidationError(gettext("There already is a position “%s”") % name)
        return name
