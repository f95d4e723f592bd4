"""People × what they have read and passed, as a head sees it: own people only, the sheet equals the screen."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from crm_project.lib import clock, formats

from ..models import Edition, ReadingAssignment, Regulation
from .audience import READ, reads
from .columns import NOTHING, Cell, Column, columns
from .permissions import people_ids

NEW_DAYS = 14
SHOWN = ("all", "late", "new")


@dataclass
class Row:
    """A person with a cell for each column."""

    person: User
    cells: list
    is_new: bool

    @property
    def asked(self):
        return sum(1 for cell in self.cells if cell.is_asked)

    @property
    def done(self):
        return sum(1 for cell in self.cells if cell.is_ok)

    @property
    def is_late(self):
        return any(cell.tone == "late" for cell in self.cells)

    @property
    def waits(self):
        return self.done < self.asked


class Matrix:
    """The table for one head; `show` is all, late or new."""

    def __init__(self, user, show="all"):
        self.user, self.show = user, show if show in SHOWN else "all"

    @cached_property
    def columns(self):
        editions = Edition.objects.in_force(clock.now()).on_the_shelf_of(Regulation.objects.in_force().filter(genre__in=READ))
        return [*(_of_edition(edition) for edition in editions), *columns()]

    @cached_property
    def all_rows(self):
        ids = people_ids(self.user)
        people = User.objects.people().active().with_rights().exclude(pk=self.user.pk)
        people = [one for one in (people if ids is None else people.by_ids(ids)).by_name() if reads(one)]
        values = [column.values(people) for column in self.columns]
        today = clock.now()
        return [Row(one, [value.get(one.pk, NOTHING) for value in values], (today - one.joined_at).days < NEW_DAYS) for one in people]

    @property
    def rows(self):
        return [row for row in self.all_rows if self.show == "all" or (row.is_late if self.show == "late" else row.is_new)]

    @property
    def counts(self):
        rows = self.all_rows
        return {"all": len(rows), "late": sum(row.is_late for row in rows), "new": sum(row.is_new for row in rows)}

    @property
    def sums(self):
        """[(how many are done, of how many)] of each column, over the rows shown."""
        rows = self.rows
        return [
            (sum(row.cells[place].is_ok for row in rows), sum(row.cells[place].is_asked for row in rows))
            for place in range(len(self.columns))
        ]

    @property
    def titles(self):
        return [str(column.title) for column in self.columns]


def _of_edition(edition):
    words = _("%(code)s, edition %(number)s") % {"code": edition.regulation.code, "number": edition.label}
    return Column(words, lambda people: _cells_of(edition.regulation, people))


def _cells_of(regulation, people):
    """{user id: Cell} by the open reading of each, else by the last that ended; one query."""
    owed = Count("items", filter=Q(items__state="owed"))
    done = Count("items", filter=Q(items__state="done"))
    rows = ReadingAssignment.objects.of_regulation(regulation).of_people([one.pk for one in people]).order_by("pk")
    cells = {}
    for reading in rows.annotate(owed=owed, done=done):
        if reading.is_open or not cells.get(reading.user_id, NOTHING).is_asked or cells[reading.user_id].tone == "ok":
            cells[reading.user_id] = _cell(reading)
    return cells


def _cell(reading):
    state, url = ReadingAssignment.State, reverse("regulations:reading", args=[reading.pk])
    if reading.is_open and reading.due_at <= clock.now():
        return Cell(_("late, %(n)s left") % {"n": reading.owed}, "late", url, in_dialog=True)
    if reading.is_open:
        return Cell(_("until %(day)s") % {"day": formats.day_short(reading.due_at)}, "wait", url, in_dialog=True)
    if reading.state == state.WAIVED:
        return Cell(_("waived"), "ok", url, in_dialog=True)
    if reading.state in (state.DONE, state.SUPERSEDED):
        # Superseded and nothing open: what was asked for was taken back, or is confirmed as it stands.
        return Cell(_("confirmed"), "ok", url, in_dialog=True)
    return NOTHING
