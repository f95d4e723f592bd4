"""What a column that no field is for holds: a guess of its type from everything that stands in it."""

import re
from collections import Counter

from crm_project.lib.cells import BadCell, as_day
from crm_project.lib.text import clean_line

from ..targets.own_fields import NO, YES

_NUMBER = re.compile(r"[-−]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|[-−]?(?:0|[1-9]\d{0,11})(?:[.,]\d+)?")
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T,].*)?")
_MONEY = ("сумма", "стоимость", "оборот", "бюджет", "цена", "price", "cost", "revenue", "budget")
_MOST_OPTIONS, _LONGEST_OPTION = 12, 60


class Column:
    """Told cell by cell; keeps little however long the table is."""

    def __init__(self, title):
        self.title, self.filled, self.values, self.sample = title, 0, Counter(), ""
        self.may_be = {"yes_no", "date", "number", "link"}

    def add(self, cell):
        if cell in (None, ""):
            return
        self.filled += 1
        text = clean_line(cell.isoformat(" ") if hasattr(cell, "isoformat") else cell)
        self.sample = self.sample or text[:80]
        self.may_be = {kind for kind in self.may_be if _FITS[kind](text)}
        if self.values is not None:
            self.values[text] += 1
            if len(self.values) > _MOST_OPTIONS or len(text) > _LONGEST_OPTION:
                self.values = None

    @property
    def type(self):
        for kind in ("yes_no", "date", "number", "link"):
            if kind in self.may_be:
                is_money = kind == "number" and any(word in self.title.casefold() for word in _MONEY)
                return "money" if is_money else kind
        is_choice = self.values and len(self.values) > 1 and self.filled >= 2 * len(self.values)
        return "choice" if is_choice else "text"

    @property
    def told(self):
        options = [value for value, _count in self.values.most_common()] if self.values else []
        return {"title": self.title, "filled": self.filled, "sample": self.sample, "type": self.type, "options": options}


def _is_day(text):
    if not _DAY.fullmatch(text):
        return False
    try:
        return as_day(text) is not None
    except BadCell:
        return False


_FITS = {
    "yes_no": lambda text: text.casefold() in (YES | NO) - {"0", "1", "+", "-"},
    "date": _is_day,
    "number": lambda text: bool(_NUMBER.fullmatch(text)),
    "link": lambda text: text.startswith(("http://", "https://")) and " " not in text,
}
