"""The numbers of a picture as an editor fills them in: a row for each, by order."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import LineField

from .carrying.screening import html_in
from .media.callouts import Place
from .media.numbering import LONGEST, MOST, Callout

SPARE_ROWS, MOST_ROWS = 2, 200


class PerCentField(forms.DecimalField):
    """As texts write it, "12.5"; "" for nothing."""

    def __init__(self, label):
        attrs = {"step": "0.1", "inputmode": "decimal", "class": "form-control form-control-sm"}
        super().__init__(
            label=label, required=False, min_value=0, max_value=100, max_digits=4, decimal_places=1, widget=forms.NumberInput(attrs=attrs)
        )

    def clean(self, value):
        try:
            found = super().clean(str(value or "").replace(",", "."))
        except ValidationError:
            raise ValidationError(_("A number from 0 to 100, with one digit after the point at most.")) from None
        return "" if found is None else f"{found.normalize():f}"


class CalloutForm(forms.Form):
    """A number; a row with nothing in it is none."""

    words = LineField(
        label=gettext_lazy("What stands there"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "form-control form-control-sm", "autocomplete": "off", "placeholder": gettext_lazy("What stands there")}
        ),
    )
    x, y = PerCentField(gettext_lazy("From the left, %")), PerCentField(gettext_lazy("From the top, %"))
    w, h = PerCentField(gettext_lazy("Frame width, %")), PerCentField(gettext_lazy("Frame height, %"))

    @property
    def places(self):
        return [self[name] for name in ("x", "y", "w", "h")]

    @property
    def is_empty(self):
        return not any(self.cleaned_data.get(name) for name in ("words", "x", "y", "w", "h"))

    @property
    def callout(self):
        data = self.cleaned_data
        return Callout(data["words"], Place(*(data[name] for name in ("x", "y", "w", "h"))))

    def clean_words(self):
        words = self.cleaned_data["words"]
        if "{{" in words or "}}" in words or "![" in words or html_in(words):
            raise ValidationError(_("Words only: no tags, pictures or double braces."))
        return words

    def clean(self):
        data = super().clean()
        if self.errors or self.is_empty:
            return data
        if not data["words"]:
            self.add_error("words", _("Write what stands there."))
        if not (data["x"] and data["y"]):
            self.add_error("x", _("Say where the number stands: press on the picture or write two numbers."))
        if bool(data["w"]) != bool(data["h"]) or "0" in (data["w"], data["h"]):
            self.add_error("w", _("A frame has a width and a height; leave both empty for a number alone."))
        elif not self.errors and not self.callout.place.is_inside:
            self.add_error("w", _("The frame goes beyond the picture."))
        return data


class BaseCalloutsForm(BaseFormSet):
    """`seen` is the text as it was opened, as with `TextForm`."""

    deletion_widget = forms.CheckboxInput

    @property
    def callouts(self):
        """[Callout] by order, without what is to be taken away."""
        return [form.callout for form in self.forms if not form.cleaned_data.get("DELETE") and not form.is_empty]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take away")
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def clean(self):
        if not any(self.errors) and len(self.callouts) > MOST:
            raise ValidationError(_("No more than {n} numbers on a picture.").format(n=MOST))

    def refuse(self, words):
        """A sentence about all of it."""
        self._non_form_errors.append(words)


CalloutsForm = formset_factory(
    CalloutForm, formset=BaseCalloutsForm, extra=SPARE_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def rows_of(callouts):
    """The `initial` of the form for Callouts of a text."""
    places = [one.place or Place("", "") for one in callouts]
    return [
        {"words": one.words, "x": place.x, "y": place.y, "w": place.w, "h": place.h} for one, place in zip(callouts, places, strict=True)
    ]
