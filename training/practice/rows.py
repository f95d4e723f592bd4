"""What a page shows of a practical task: its rows, their fields, and the choices that hang on what stands in the handbook."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .controls import LITERAL, Given, Tick, Wrong
from .state import PAGE


@dataclass
class Field:
    """One field of a row; `typed` is {part: text}, `how` stands between its label and what is chosen."""

    name: str
    label: Any
    control: Any
    typed: dict
    names: list = field(default_factory=list)
    how: Any = ""
    error: str = ""
    is_wide: bool = False
    drop: str = ""

    @property
    def kind(self):
        return self.control.kind

    @property
    def value(self):
        return self.typed.get("", "")

    @property
    def text(self):
        return self.typed.get("text", "")

    @property
    def hour(self):
        return self.typed.get("time", "")

    @property
    def number(self):
        return self.typed.get("number", "")

    @property
    def literal(self):
        return LITERAL

    @property
    def choices(self):
        return self.control.choices(self.typed, self.names)


@dataclass
class Row:
    key: str
    place: int
    title: Any
    hidden: list
    fields: list
    conditions: list = field(default_factory=list)
    more: list = field(default_factory=list)
    error: str = ""
    drop: str = ""


class Sections:
    """What explains it: sections of the handbook by document."""

    kind = "sections"

    def __init__(self, groups, kept, blank):
        self.groups, self.kept, self.blank = groups, kept, blank

    def gather(self, typed, names):
        code = typed.get("", "")
        known = {code for _book, sections in self.groups for code, _label in sections}
        if code and code not in known and code not in self.kept:
            raise Wrong(_("There is no such section: choose again."))
        return code or None

    def choices(self, typed, names):
        code = typed.get("", "")
        is_gone = code and not any(code == one for _book, sections in self.groups for one, _label in sections)
        gone = [("", [(code, _("%(name)s: not there any more") % {"name": code})])] if is_gone else []
        return [("", [("", self.blank)]), *gone, *self.groups]


class Start(Given):
    """A page of the system, or that of a record laid ready."""

    def __init__(self, pages):
        super().__init__(*PAGE.kinds, bare=True, blank=_("the first page"))
        self.pages = pages

    def gather(self, typed, names):
        page = typed.get("", "")
        return page if page in dict(self.pages) else super().gather(typed, names)

    def choices(self, typed, names):
        page = typed.get("", "")
        known = super().choices({} if page in dict(self.pages) else typed, names)
        return [known[0], *self.pages, *known[1:]]


class Detail(Tick):
    """A thing an entry of the history has to tell."""

    kind = "detail"

    def __init__(self, detail):
        self.detail = detail


def which_one(kind):
    return Given(f"made:{kind}", bare=True, blank=_("one the learner made"))
