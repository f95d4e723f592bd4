"""Form widgets that need a template of their own."""

from django.forms.widgets import Widget
from django.urls import reverse


class RecordPicker(Widget):
    """Finds one record while one types. Use it as the widget of a ModelChoiceField.

    `url_name` takes a POST with `q` and answers `<li role="option" data-value="7" data-label="…">…</li>` rows.
    """

    template_name = "ui/widgets/record_picker.html"

    def __init__(self, url_name, attrs=None, *, new_url_name=""):
        super().__init__(attrs)
        self.url_name = url_name
        self.new_url_name = new_url_name
        self.choices = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(
            label=self._label_of(value), url=reverse(self.url_name), list_id=f"{context['widget']['attrs'].get('id', name)}-list"
        )
        return context

    def _label_of(self, value):
        """The name of what is chosen, asked of the field's own choices."""
        queryset = getattr(self.choices, "queryset", None)
        if not value or queryset is None:
            return ""
        try:
            return str(queryset.get(pk=value))
        except (queryset.model.DoesNotExist, ValueError, TypeError):
            return ""
