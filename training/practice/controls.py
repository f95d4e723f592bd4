"""How one value of a spec is written in a form: spread over what is typed, and gathered from it again.

`spread` answers {part: text} or raises Odd; `gather(typed, names)` answers the value, None where nothing is said, or raises Wrong with
a sentence. `names` are [(kind, place, label)] of what may be named here: place is "{{name}}" or "$check".
"""

import json
import re
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..texts import read_number

PLACE = re.compile(r"^(\{\{\w+\}\}|\$[\w-]+)$")
LITERAL = "="
LONGEST = 300


class Odd(Exception):
    """The form has no way to say this."""


class Wrong(Exception):
    def __init__(self, words):
        self.words = words


class Control:
    kind, parts = "text", ("",)

    def read(self, data, name):
        return {part: data.get(f"{name}-{part}" if part else name, "").strip() for part in self.parts}

    def choices(self, typed, names):
        return []


class Given(Control):
    """One of what is given, prepared or found: of these kinds. `bare` is how `on` and `given` of a check name it."""

    kind = "given"

    def __init__(self, *kinds, literal="", bare=False, blank=""):
        self.kinds, self.literal, self.bare, self.blank = kinds, literal, bare, blank
        self.parts = ("", "text") if literal else ("",)

    def spread(self, value):
        if not isinstance(value, str):
            raise Odd
        place = f"{{{{{value}}}}}" if self.bare and not value.startswith("$") else value
        if PLACE.match(place):
            return {"": place}
        if not self.literal:
            raise Odd
        return {"": LITERAL, "text": value}

    def gather(self, typed, names):
        place = typed.get("", "")
        if not place:
            if typed.get("text"):
                raise Wrong(_("Choose “as written here”, or clear the text."))
            return None
        if place == LITERAL and self.literal:
            return self._written(typed.get("text", ""))
        if place not in [known for kind, known, _label in names if kind in self.kinds]:
            raise Wrong(_("It is not there any more: choose again."))
        return place.strip("{}") if self.bare else place

    def _written(self, text):
        if not text or len(text) > LONGEST:
            raise Wrong(_("Write from 1 to 300 letters here."))
        if self.literal == "number":
            number = read_number(text)
            if number is None or number.startswith("-") or len(number) > 12:
                raise Wrong(_("Write a number, as 15 or 2.5."))
            return number
        return text

    def choices(self, typed, names):
        found = [(place, label) for kind, place, label in names if kind in self.kinds]
        place = typed.get("", "")
        if place and place != LITERAL and place not in dict(found):
            found.append((place, _("%(name)s: not there any more") % {"name": place.strip("{}$")}))
        return [("", self.blank or _("Choose…")), *found, *([(LITERAL, _("as written here"))] if self.literal else [])]


class Several(Control):
    """Some of what is given."""

    kind = "several"

    def __init__(self, *kinds):
        self.kinds = kinds

    def read(self, data, name):
        return {"": data.getlist(name)}

    def spread(self, value):
        if not isinstance(value, list) or not all(isinstance(one, str) and PLACE.match(one) for one in value):
            raise Odd
        return {"": value}

    def gather(self, typed, names):
        known = [place for kind, place, _label in names if kind in self.kinds]
        if set(typed.get("", [])) - set(known):
            raise Wrong(_("It is not there any more: choose again."))
        return [place for place in known if place in typed.get("", [])] or None

    def choices(self, typed, names):
        found = [(place, label) for kind, place, label in names if kind in self.kinds]
        gone = [place for place in typed.get("", []) if place not in dict(found)]
        return [*found, *((place, _("%(name)s: not there any more") % {"name": place.strip("{}$")}) for place in gone)]


class Moment(Control):
    """A day counted from the one the task is begun on, and an hour of it."""

    kind, parts = "moment", ("", "time")
    NEAR = {"today": gettext_lazy("today"), "tomorrow": gettext_lazy("tomorrow")}
    AHEAD = 14

    def spread(self, value):
        day, _space, hour = value.partition(" ") if isinstance(value, str) else ("", "", "")
        if not day:
            raise Odd
        return {"": day, "time": hour}

    def gather(self, typed, names):
        day, hour = typed.get("", ""), typed.get("time", "")
        if not day and not hour:
            return None
        if day not in dict(self.choices({}, names)) or not day:
            raise Wrong(_("Choose the day."))
        try:
            time.fromisoformat(hour or "00:00")
        except ValueError:
            raise Wrong(_("Write the hour as 11:00.")) from None
        return f"{day} {hour}".strip()

    def choices(self, typed, names):
        ahead = [(f"+{n}", ngettext("in %(n)s day", "in %(n)s days", n) % {"n": n}) for n in range(2, self.AHEAD + 1)]
        return [("", _("Day…")), *self.NEAR.items(), *ahead]


class Number(Control):
    kind = "number"

    def __init__(self, low, high):
        self.low, self.high = low, high

    def spread(self, value):
        if not isinstance(value, int) or isinstance(value, bool):
            raise Odd
        return {"": str(value)}

    def gather(self, typed, names):
        text = typed.get("", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 6 and self.low <= int(text) <= self.high):
            raise Wrong(_("Write a whole number from %(low)s to %(high)s.") % {"low": self.low, "high": self.high})
        return int(text)


class Text(Control):
    def __init__(self, longest=LONGEST):
        self.longest = longest

    def spread(self, value):
        if not isinstance(value, str):
            raise Odd
        return {"": value}

    def gather(self, typed, names):
        text = typed.get("", "")
        if len(text) > self.longest:
            raise Wrong(_("Longer than %(n)s letters: nothing was cut.") % {"n": self.longest})
        return text or None


class Choice(Control):
    """A closed choice: (value as a spec holds it, how it is called)."""

    kind = "choice"

    def __init__(self, *pairs, blank=""):
        self.values, self.labels, self.blank = {}, [], blank
        for value, label in pairs:
            self.learn(value, label)

    def learn(self, value, label):
        if _key(value) not in self.values:
            self.values[_key(value)] = value
            self.labels.append((_key(value), label))

    def spread(self, value):
        if _key(value) not in self.values:
            raise Odd
        return {"": _key(value)}

    def gather(self, typed, names):
        key = typed.get("", "")
        if key and key not in self.values:
            raise Wrong(_("Choose one of the list."))
        return self.values.get(key)

    def choices(self, typed, names):
        return [("", self.blank or _("Choose…")), *self.labels]


class Count(Choice):
    """How many there are to be: (the name a spec has for it, the number)."""

    kind, parts, number = "count", ("", "number"), Number(0, 50)

    def gather(self, typed, names):
        how, number = super().gather(typed, names), self.number.gather({"": typed.get("number", "")}, names)
        if number is None and how:
            raise Wrong(_("Write the number."))
        if number is not None and not how:
            raise Wrong(_("Say whether these are the fewest or the most."))
        return (how, number) if how else None


class Yes(Control):
    """It is so: the condition says all by standing there."""

    kind, parts = "yes", ()

    def spread(self, value):
        if value is not True:
            raise Odd
        return {}

    def gather(self, typed, names):
        return True


class Tick(Control):
    """Said, or left out."""

    kind = "tick"

    def spread(self, value):
        if value is not True:
            raise Odd
        return {"": "on"}

    def gather(self, typed, names):
        return True if typed.get("") == "on" else None


def _key(value):
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
