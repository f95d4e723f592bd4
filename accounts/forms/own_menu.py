from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm_project.lib import own_menu, shell
from crm_project.lib.text import clean_line


class MenuForm(forms.Form):
    """The menu as it stands on the page: all keys in their order, those that are shown, and where one begins."""

    order = forms.MultipleChoiceField()
    shown = forms.MultipleChoiceField(required=False)
    start = forms.ChoiceField(label=_("Where you begin"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = shell.whole_menu_for(user)
        keys = [(entry.key, entry.label) for entry in self.entries]
        links = [(own_menu.LINK + link["key"], link["label"]) for link in own_menu.links_of(user) if link["is_start"]]
        self.fields["order"].choices = self.fields["shown"].choices = keys
        desk = [] if "desk" in dict(keys) else [("desk", _("My desk"))]
        self.fields["start"].choices = [("", _("As usual: the day")), *keys, *desk, *links]

    def wishes(self):
        """What `arrange` takes."""
        told = self.cleaned_data
        order = list(dict.fromkeys(told["order"]))
        hidden = [key for key in order if key not in told["shown"] and key not in own_menu.ALWAYS]
        return {"order": order, "hidden": hidden, "start": told["start"]}


class LinkForm(forms.Form):
    label = forms.CharField(label=_("What it is called"), max_length=30)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("A page of the web, or one of this system, such as /deals/list/?task=none"),
    )

    def clean_label(self):
        label = clean_line(self.cleaned_data["label"])
        if not label:
            raise ValidationError(_("A link needs a name."))
        return label

    def clean_url(self):
        try:
            return own_menu.clean_address(self.cleaned_data["url"])
        except (ValidationError, ValueError):
            raise ValidationError(_("An address begins with https:// or, for a page of this system, with a slash.")) from None
