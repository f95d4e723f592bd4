from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Role
from ..scopes import ACTIONS, CARDS, KINDS, RIGHTS, Scope
from .fields import LineField

# What can be asked about each kind; the rest has no meaning and is not shown.
MEANINGFUL = {
    **{kind: list(ACTIONS) for kind in CARDS},
    "report": ["see", "export"],
    "regulation": ["see", "create", "edit"],
    "export": ["see", "create"],
    "settings": ["see", "edit"],
}


class MatrixForm(forms.Form):
    """The whole matrix of a role: one choice of scope per kind and action, the yes/no rights, the second factor."""

    needs_second_factor = forms.BooleanField(label=_("The second factor is required"), required=False)

    def __init__(self, *args, role, **kwargs):
        self.role = role
        super().__init__(*args, initial={"needs_second_factor": role.needs_second_factor}, **kwargs)
        for kind, actions in MEANINGFUL.items():
            for action in actions:
                self.fields[f"{kind}.{action}"] = forms.ChoiceField(
                    choices=Scope.choices,
                    initial=role.scope(kind, action),
                    label=f"{KINDS[kind]}: {ACTIONS[action]}",
                    widget=forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": f"{KINDS[kind]}: {ACTIONS[action]}"}),
                )
        for right, label in RIGHTS.items():
            self.fields[f"right.{right}"] = forms.BooleanField(label=label, required=False, initial=role.has(right))

    def rows(self):
        """[(kind, [bound field or None per action])]"""
        return [
            (KINDS[kind], [self[f"{kind}.{action}"] if action in MEANINGFUL[kind] else None for action in ACTIONS]) for kind in MEANINGFUL
        ]

    def rights(self):
        return [self[f"right.{right}"] for right in RIGHTS]

    def matrix(self):
        """What was chosen, over what the screen does not show."""
        rows = {kind: dict(row) for kind, row in self.role.matrix.items()}
        for kind, actions in MEANINGFUL.items():
            for action in actions:
                rows.setdefault(kind, {})[action] = self.cleaned_data[f"{kind}.{action}"]
        return rows

    def chosen_rights(self):
        return [right for right in RIGHTS if self.cleaned_data[f"right.{right}"]]


class CopyRoleForm(forms.Form):
    name = LineField(label=_("Name of the new role"), max_length=120)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if any(name.casefold() in {role.name.casefold(), str(role).casefold()} for role in Role.objects.all()):
            raise forms.ValidationError(gettext("There already is a role “%s”") % name)
        return name
