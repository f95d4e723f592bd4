from django import forms

from crm_project.lib import dashboard


class DeskForm(forms.Form):
    """The desk as it stands on the page: all widgets in their order, those that are shown, those of the whole width."""

    order = forms.MultipleChoiceField()
    shown = forms.MultipleChoiceField(required=False)
    wide = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        cells = dashboard.desk_of(user)
        others = [one for one in dashboard.widgets_for(user) if one not in [cell.widget for cell in cells]]
        self.rows = [(cell.widget, True, cell.is_wide) for cell in cells] + [(one, False, one.is_wide) for one in others]
        for field in self.fields.values():
            field.choices = [(one.key, one.label) for one, _shown, _wide in self.rows]

    @property
    def order_told(self):
        return list(dict.fromkeys(self.cleaned_data["order"]))

    def desk(self, order=None):
        """The cells that `arrange` keeps."""
        told = self.cleaned_data
        return [{"key": key, "wide": key in told["wide"]} for key in order or self.order_told if key in told["shown"]]
