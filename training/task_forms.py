"""A practical task on the page of its question: as rows, or as text for what the rows cannot say.

One of the two counts, and a switch says which. What was changed in the other one is never lost: it is asked about.
"""

import json

from django.utils.translation import gettext as _

from .payloads import FAULTS, checked
from .practice.controls import Odd
from .practice.sheet import Sheet
from .practice.spec import is_shaped
from .practice.state import EMPTY, added, read, removed, spread
from .refusals import Unsound

LONGEST_SPEC = 100_000


class Unreadable(Exception):
    """The text is no spec; `words` say where."""

    def __init__(self, words):
        self.words = words


class TaskForm:
    """`kept` is the spec as it is, {} for a new task; `entries` are the sections of the handbook in force.

    `payload` is what would be kept; nothing is wrong with it as long as `is_sound`.
    """

    def __init__(self, kept, entries, book="", data=None):
        self.kept, self.data, self.text_error, self.notice = kept or EMPTY, data, "", ""
        self.act = data.get("act", "") if data is not None else ""
        self.is_judged = data is not None and not self.act
        self._sections = _grouped(entries, book)
        self._codes = _codes_of(self.kept)
        self.text = data.get("spec", "") if data is not None else _dumped(self.kept)
        self.sheet = self._typed_sheet() if data is not None else self._sheet_of(self.kept)
        self.by_text = self.sheet is None or (data is not None and "as_text" in data)
        self._do()
        self.payload, self.is_sound = self._chosen() if self.is_judged else ({}, False)

    @property
    def is_text_made(self):
        return self.act in ("to_text", "to_rows")

    def read_again(self, codes):
        """Sections are those of the document the question belongs to: what is chosen elsewhere is marked."""
        sheet = self.sheet
        for one in [sheet.section, *(field for row in sheet.checks for field in row.fields if field.kind == "sections")] if sheet else []:
            if one.value and not one.error and one.value not in codes and one.value not in self._codes and not self.by_text:
                one.error, self.is_sound = _("This section stands in another document than the question."), False
        return self.is_sound

    # -- rows and text -----------------------------------------------------------------

    def _typed_sheet(self):
        if "rows" not in self.data:
            return None
        state = read(self.data)
        added(state, self.data)
        act, _colon, what = self.act.partition(":")
        if act == "remove":
            removed(state, what)
        is_judged = self.is_judged and "as_text" not in self.data
        return Sheet(state, sections=self._sections, kept=self._codes, is_judged=is_judged)

    def _sheet_of(self, spec):
        """The rows that say this spec, or None where they cannot say all of it."""
        try:
            sheet = Sheet(spread(spec), sections=self._sections, kept=_codes_of(spec))
        except Odd:
            return None
        return sheet if spec == EMPTY or (sheet.is_sound and sheet.spec == spec) else None

    def _do(self):
        """The text is made from the rows, or the rows from the text."""
        if self.act == "to_text" and self.sheet is not None:
            self.text = _dumped(self.sheet.spec)
        if self.act == "to_rows":
            try:
                sheet = self._sheet_of(checked("task", read_spec(self.text)))
            except Unreadable as refusal:
                self.text_error = refusal.words
                return
            except Unsound as refusal:
                self.text_error = " ".join(str(FAULTS[fault]) for fault in refusal.faults)
                return
            if sheet is None:
                self.text_error = _("The rows cannot say all of this: it stays a text.")
            else:
                self.sheet, self.by_text = sheet, False

    def _chosen(self):
        """(what is kept, whether it can be): of the rows or of the text, unless the other one would be lost."""
        try:
            said = read_spec(self.text)
        except Unreadable as refusal:
            said = None
            self.text_error = refusal.words if self.by_text else ""
        rows = self.sheet.spec if self.sheet is not None else None
        if self.by_text:
            is_lost = rows is not None and rows not in (self.kept, said)
            self.notice = _("The rows were changed too. Bring them into the text or the text into them, then save.") if is_lost else ""
            return said or {}, said is not None and not is_lost
        is_lost = (
            self.text.strip() != "" and self.text.replace("\r\n", "\n").strip() != _dumped(self.kept) and said not in (self.kept, rows)
        )
        self.notice = _("The text was changed too. Bring it into the rows or the rows into it, or let the text count.") if is_lost else ""
        return rows, self.sheet.is_sound and not is_lost


def read_spec(text):
    """The spec a text says; Unreadable says where it does not."""
    if len(text) > LONGEST_SPEC:
        raise Unreadable(_("The text is too long: %(n)s letters are the most.") % {"n": LONGEST_SPEC})
    try:
        found = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as wrong:
        words = _("This is no JSON: look at line %(line)s, letter %(column)s.") % {"line": wrong.lineno, "column": wrong.colno}
        raise Unreadable(words) from None
    except (ValueError, RecursionError):
        raise Unreadable(_("This is no JSON.")) from None
    if not is_shaped(found):
        raise Unreadable(_("This is no practical task: it holds text, given, prepare and checks, as any that is kept."))
    return EMPTY | found


def _codes_of(spec):
    return {spec["section"], *(one.get("section", "") for one in spec["checks"])}


def _no_number(_name):
    raise ValueError


def _dumped(spec):
    return json.dumps(spec, ensure_ascii=False, indent=1)


def _grouped(entries, book):
    """[(document, [(code, how it is called)])]: the question's document first, each code once."""
    groups, seen = {}, set()
    for entry in sorted(entries, key=lambda one: one.regulation != book):
        if entry.code not in seen:
            seen.add(entry.code)
            groups.setdefault(entry.regulation, []).append((entry.code, entry.label))
    return list(groups.items())
