"""The options of a choice, each in a line of its own that may be renamed, emptied, or moved up and down."""

from django import forms


class OptionsWidget(forms.Widget):
    template_name = "fields/widgets/options.html"
    told: dict[str, str] = {}
    """{option: what a new spelling would change}"""

    def value_from_datadict(self, data, files, name):
        if not hasattr(data, "getlist"):
            return data.get(name)
        return list(zip(data.getlist(f"{name}-was"), data.getlist(name), strict=False))

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        context["widget"]["rows"] = [
            {
                "number": number,
                "was": was,
                "now": now,
                "told": self.told.get(was, ""),
                "is_first": number == 0,
                "is_last": number == len(rows) - 1,
            }
            for number, (was, now) in enumerate(rows)
        ]
        return context


class OptionsField(forms.Field):
    """[(the option as it was, as it shall be)], in order; an emptied one goes."""

    widget = OptionsWidget

    def to_python(self, value):
        return [(str(was)[:500], str(now)[:500]) for was, now in value or []]


def moved(data, name="options"):
    """The posted lines with one of them a place up or down, if its button was pressed."""
    way = next((one for one in ("up", "down") if data.get(one, "").isdecimal()), None)
    if way is None:
        return None
    copy, number = data.copy(), int(data[way])
    other = number - 1 if way == "up" else number + 1
    for key in (name, f"{name}-was"):
        lines = copy.getlist(key)
        if 0 <= number < len(lines) and 0 <= other < len(lines):
            lines[number], lines[other] = lines[other], lines[number]
        copy.setlist(key, lines)
    return copy
