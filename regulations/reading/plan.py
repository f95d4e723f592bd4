"""What is to be written so that everybody is asked for what they owe: worked out in memory, one person after the other."""

from ..models import ReadingAssignment, ReadingItem
from .models.assignment import NEWCOMER

STATE, REASON = ReadingAssignment.State, ReadingAssignment.Reason
ITEM, KIND = ReadingItem.State, ReadingItem.Kind


class Plan:
    """Rows to make and to change; `made` are new readings with `user` set, `changed` old ones.

    `newly_owed` {user id: items}, `known` {(user id, section id): the version they knew}.
    """

    def __init__(self, snapshot, deadlines, asked, now, reason, by, path):
        self.snapshot, self.deadlines, self.asked, self.now = snapshot, deadlines, asked, now
        self.reason, self.by, self.path = reason, by, path
        self.days = snapshot.regulation.ack_due_days
        self.made, self.made_items, self.changed, self.changed_items = [], [], [], []
        self.newly_owed, self.known, self.strangers = {}, {}, set()

    def add(self, person, owed, *, knows):
        """Ask one person for what they owe: go on with the open reading of this edition, or put a new one in its place.

        `knows`: they have read something of the document.
        """
        reading = self.asked.get(person.pk)
        if not knows and not reading:
            self.strangers.add(person.pk)
        self.known |= {(person.pk, section): one.known_id for section, one in owed.items() if one.known_id}
        if reading and reading.edition_id == self.snapshot.edition.pk:
            self._go_on(person, reading, owed)
        elif owed:
            self._begin(person, owed, reading)
        if reading and reading.edition_id != self.snapshot.edition.pk:
            self._end(reading, STATE.SUPERSEDED)

    def end_for_those_who_left(self, readers):
        for user, reading in self.asked.items():
            if user not in readers:
                self._end(reading, STATE.CANCELLED)

    # -- helpers -------------------------------------------------------------

    def _begin(self, person, owed, before):
        items = {item.section_id: item for item in before.items.all() if item.state == ITEM.OWED} if before else {}
        reason = self._reason_for(person, before)
        is_path = reason == REASON.HIRE and before is None
        reading = ReadingAssignment(
            user=person,
            regulation=self.snapshot.regulation,
            edition=self.snapshot.edition,
            reason=reason,
            assigned_by=self.by,
            made_at=self.now,
            state=before.state if before and before.state == STATE.OPENED else STATE.PENDING,
        )
        made = [self._item(person, reading, one, items.get(one.section_id), is_path=is_path) for one in owed.values()]
        done = self._walked(before, reading, owed) if before and reason == REASON.HIRE else []
        self.newly_owed[person.pk] = [item for item in made if self._is_news(person, item, items.get(item.section_id), before)]
        self._time(person, reading, made)
        self.made.append(reading)
        self.made_items += made + done

    def _is_news(self, person, item, old, before):
        """What was owed already is told again only where it changed in substance, as everybody is."""
        if old is None:
            return True
        asked = old.version_id, self.snapshot.place.get(before.edition_id, -1)
        return self.snapshot.differs(item.section_id, item.version_id, asked, person)

    def _walked(self, before, reading, owed):
        """What a new colleague has confirmed on their path stays behind them whatever is published meanwhile."""
        kept = [item for item in before.items.all() if item.state == ITEM.DONE and item.section_id not in owed]
        return [
            ReadingItem(
                assignment=reading, section_id=item.section_id, version_id=item.version_id, kind=item.kind, state=ITEM.DONE,
                day=item.day, started_at=item.started_at, days=item.days, due_at=item.due_at,
            )
            for item in kept if item.section_id in self.snapshot.nodes
        ]  # fmt: skip

    def _item(self, person, reading, owed, before=None, *, is_path=False):
        """What was owed already keeps its date if that is the earlier one.

        On the path of a new colleague what changes meanwhile has the days everybody has, and the place of its new date.
        """
        day = self.path.get(owed.section_id, 1) if is_path and owed.kind == KIND.NEW else 0
        started_at, days = self.now, day - 1 if day else self._days_for(reading, owed, before)
        due_at = self.deadlines.due_at(person, started_at, days)
        if before:
            old = self.deadlines.due_at(person, before.started_at, before.days)
            has_changed = before.version_id != owed.version_id
            if old >= due_at if before.day and has_changed else before.day or old <= due_at:
                started_at, days, due_at, day = before.started_at, before.days, old, before.day
        return ReadingItem(
            assignment=reading, section_id=owed.section_id, version_id=owed.version_id, kind=owed.kind,
            day=day, started_at=started_at, days=days, due_at=due_at,
        )  # fmt: skip

    def _days_for(self, reading, owed, before):
        """What a new colleague had before them already changed for them as it did for everybody."""
        return self.days if before and before.day else self._usual_days(reading, owed)

    def _usual_days(self, reading, owed):
        """A whole long document that is new takes its readers as many days as a new colleague.

        What an edition adds to a document they know has the days of the rest of that edition.
        """
        is_whole = self.reason != REASON.PUBLISH or reading.reason == REASON.HIRE or reading.user_id in self.strangers
        is_long = (owed.kind == KIND.NEW and is_whole) or self.reason == REASON.INTERVAL
        return max(self.days, self.path.get(owed.section_id, 1)) if is_long else self.days

    def _go_on(self, person, reading, owed):
        items = {item.section_id: item for item in reading.items.all()}
        for item in items.values():
            if item.state == ITEM.OWED and item.section_id not in owed:
                item.state = ITEM.DROPPED
                self.changed_items.append(item)
        anew = [item for section, item in items.items() if section in owed and self._ask_again(person, item, owed[section])]
        missing = [one for section, one in owed.items() if section not in items]
        made = [self._item(person, reading, one) for one in missing]
        self.made_items += made
        self.newly_owed[person.pk] = [*made, *anew]
        left = [item for item in (*items.values(), *made) if item.state == ITEM.OWED]
        if left:
            self._time(person, reading, left)
            self.changed.append(reading)
        else:
            self._end(reading, STATE.DONE if any(item.state == ITEM.DONE for item in items.values()) else STATE.CANCELLED)

    def _ask_again(self, person, item, owed):
        """Owed (once more, after an acknowledgement was declared void), by a date that follows calendar and absences.

        Answers whether what was done is to be read again from now on.
        """
        is_anew = owed.kind == KIND.WHOLE and item.state != ITEM.OWED
        if is_anew:
            item.kind, item.started_at, item.days, item.day = owed.kind, self.now, self._usual_days(item.assignment, owed), 0
        due_at = self.deadlines.due_at(person, item.started_at, item.days)
        if (item.state, item.due_at) != (ITEM.OWED, due_at):
            item.state, item.due_at = ITEM.OWED, due_at
            self.changed_items.append(item)
        return is_anew

    def _time(self, person, reading, items):
        due_at = min(item.due_at for item in items)
        if due_at != reading.due_at:
            reading.due_at = due_at
            reading.remind_at = self.deadlines.remind_at(person, due_at, self.now)
        if reading.state == STATE.OVERDUE and reading.due_at > self.now:
            reading.state = STATE.OPENED

    def _end(self, reading, state):
        reading.state, reading.remind_at, reading.settled_at = state, None, self.now
        self.changed.append(reading)

    def _reason_for(self, person, before):
        """Who has just come walks the path of a new colleague, and goes on with it whatever is published meanwhile."""
        is_new = before.reason == REASON.HIRE if before else self.reason == REASON.HIRE and self.now - person.joined_at < NEWCOMER
        if is_new:
            return REASON.HIRE
        return REASON.PUBLISH if self.reason == REASON.HIRE else self.reason
