"""The acknowledgement sheet of exactly the edition in force: who confirmed it and how, and apart from them who has not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from ..models import Acknowledgement, ReadingAssignment, ReadingItem
from .audience import readers
from .permissions import people_ids
from .snapshot import Snapshot

STATE = ReadingAssignment.State


@dataclass(frozen=True)
class Signed:
    """A line of who confirmed: of their last acknowledgement, and of how many sections of the edition there are any."""

    last: Acknowledgement
    sections: int

    @property
    def person(self):
        return self.last.user


@dataclass(frozen=True)
class Missing:
    """A line of who did not: what is left and until when, or why nothing is asked."""

    person: object
    left: int
    due_at: datetime | None
    reading: ReadingAssignment | None
    has_published: bool = False

    @property
    def is_waived(self):
        return self.reading is not None and self.reading.state == STATE.WAIVED


class Sheet:
    """Of one regulation, for one who leads people: their own people only. A constant number of queries."""

    def __init__(self, regulation, viewer):
        self.regulation, self.viewer = regulation, viewer
        self.snapshot = Snapshot(regulation)
        self.edition = self.snapshot.edition
        ids = people_ids(viewer)
        self.people = readers(ids)
        self._sort()

    def _sort(self):
        people = {one.pk: one for one in self.people}
        counts, last = self._acknowledged(people)
        readings = {}
        for reading in ReadingAssignment.objects.of_regulation(self.regulation).of_people(people).order_by("pk"):
            if reading.is_open or not (reading.user_id in readings and readings[reading.user_id].is_open):
                readings[reading.user_id] = reading
        left = self._left(readings)
        self.signed, self.missing = [], []
        for person in sorted(people.values(), key=lambda one: (one.last_name, one.first_name, one.pk)):
            reading = readings.get(person.pk)
            if person.pk in last and not (reading and (reading.is_open or reading.state == STATE.WAIVED)):
                self.signed.append(Signed(last[person.pk], counts[person.pk]))
            else:
                is_open = bool(reading and reading.is_open)
                due_at = reading.due_at if is_open else None
                self.missing.append(Missing(person, left.get(person.pk, 0), due_at, reading, self.snapshot.has_published(person)))

    def _acknowledged(self, people):
        """{user id: of how many sections}, {user id: the last acknowledgement} of texts of the edition in force."""
        versions = [node.version_id for node in self.snapshot.nodes.values()]
        standing = Acknowledgement.objects.standing().of_people(people).filter(version__in=versions)
        sums = standing.order_by().values_list("user").annotate(Count("section", distinct=True), Max("pk"))
        counts, last = {}, {}
        for user, sections, pk in sums:
            counts[user], last[pk] = sections, user
        rows = Acknowledgement.objects.filter(pk__in=last).select_related("user__department", "user__position", "scan")
        return counts, {row.user_id: row for row in rows}

    def _left(self, readings):
        open_ = {reading.pk: user for user, reading in readings.items() if reading.is_open}
        found = ReadingItem.objects.owed().filter(assignment__in=open_).order_by().values_list("assignment").annotate(Count("pk"))
        return {open_[pk]: number for pk, number in found}
