"""The one door by which anybody confirms that they have read: the very text, the very words, in the person's own session."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.once import one_at_a_time
from crm_project.lib.request_context import current_request_facts
from crm_project.lib.text import clean

from ..models import Acknowledgement, AcknowledgementVoid, ReadAgain, ReaderState, ReadingAssignment, ReadingItem
from ..signals import sections_acknowledged
from .audience import reads
from .models.assignment import ReasonNeeded
from .settling import settle_one
from .snapshot import Snapshot
from .turns import among_others

METHOD = Acknowledgement.Method
LONGEST_SITTING = 3600


class NotForYou(PermissionError):
    """The section is written for other positions, or somebody else's confirmation is being given."""


class TextHasChanged(Exception):
    """While one was reading, another edition came out: `section`, and the `edition` in force now."""

    def __init__(self, section, edition):
        super().__init__(str(section))
        self.section, self.edition = section, edition


class WrongPassword(ValueError):
    """The company asks for the password with every confirmation."""


class NotAllOpened(Exception):
    """Everything is confirmed at once only when all of it was opened; `left` are the ids of the sections that were not."""

    def __init__(self, left):
        super().__init__(str(left))
        self.left = left


class NotAllowed(PermissionError):
    """Only who configures the company enters signatures on paper, or declares a confirmation void."""


def statement_for(number, code, edition):
    """The words a person confirms, in the language they read."""
    return _("I have read and understood section {number} of {code}, edition {edition}, and will work by it.").format(
        number=number, code=code, edition=edition
    )


def acknowledge(section, version_id, statement, *, by, method=METHOD.CLICK, password="", seconds=None):
    """One section: `version_id` is the text the person had before their eyes (None: that it was taken out). Twice is once."""
    regulation = section.regulation
    check_method(regulation, by, method, password)
    with transaction.atomic():
        among_others(regulation)
        one_at_a_time(f"acknowledged:{by.pk}:{regulation.pk}")
        snapshot = Snapshot(regulation)
        _check(snapshot, section, version_id, by)
        before = Acknowledgement.objects.standing().of_people([by.pk]).filter(section=section).in_time().last()
        if before and before.version_id == version_id and not _is_asked_again(section, by, before.at):
            return before
        (made,) = _record(snapshot, [(section, version_id, statement)], by, method=method, seconds=seconds)
        regulation.record("acknowledged", by=by, code=regulation.code, section=section.code, edition=snapshot.edition.label)
        _tick_off(by, regulation, [section.pk])
    return made


def acknowledge_all(regulation, statements, *, by, method=METHOD.CLICK, password=""):
    """Everything that is still owed, by `statements` {section id: (version id, words)}; refused unless all of it was opened."""
    check_method(regulation, by, method, password)
    with transaction.atomic():
        among_others(regulation)
        one_at_a_time(f"acknowledged:{by.pk}:{regulation.pk}")
        snapshot = Snapshot(regulation)
        items = list(ReadingItem.objects.of_regulation(regulation).of_user(by).in_open().owed().select_related("section__regulation"))
        for item in items:
            _check(snapshot, item.section, item.version_id, by)
        seen = dict(ReaderState.objects.of(by, [item.section_id for item in items]).values_list("section_id", "seen_version_id"))
        left = [item.section_id for item in items if item.version_id and seen.get(item.section_id) != item.version_id]
        if left or not {item.section_id for item in items} <= set(statements):
            raise NotAllOpened(left)
        for item in items:
            if statements[item.section_id][0] != item.version_id:
                raise TextHasChanged(item.section, snapshot.edition)
        rows = [(item.section, item.version_id, statements[item.section_id][1]) for item in items]
        made = _record(snapshot, rows, by, method=method)
        if made:
            facts = {"code": regulation.code, "sections": len(made), "edition": snapshot.edition.label}
            regulation.record("acknowledged_all", by=by, **facts)
            _tick_off(by, regulation, [item.section_id for item in items])
    return made


def acknowledge_on_paper(person, edition, scan, statement, *, signed_on, by):
    """A signature on paper covers all sections of the edition in force that the person is to read; `scan` is the kept file."""
    if not by.has_right("configure"):
        raise NotAllowed
    regulation = edition.regulation
    with transaction.atomic():
        among_others(regulation)
        one_at_a_time(f"acknowledged:{person.pk}:{regulation.pk}")
        snapshot = Snapshot(regulation)
        if snapshot.edition != edition:
            raise TextHasChanged(None, snapshot.edition)
        owed = ReadingItem.objects.of_regulation(regulation).of_user(person).in_open().owed().select_related("section")
        rows = [(item.section, item.version_id, statement) for item in owed]
        paper = {"scan": scan, "signed_on": signed_on, "entered_by": by}
        made = _record(snapshot, rows, person, method=METHOD.PAPER, **paper)
        if made:
            facts = {"code": regulation.code, "person": str(person), "edition": edition.label}
            regulation.record("acknowledged_on_paper", by=by, **facts)
            _tick_off(person, regulation, [section.pk for section, _version, _words in rows])
    return made


def declare_void(acknowledgement, reason, *, by):
    """It does not count, and the person owes the section again; twice is once."""
    from .telling_one import tell_voided

    if not by.has_right("configure"):
        raise NotAllowed
    if not clean(reason):
        raise ReasonNeeded
    regulation, person = acknowledgement.section.regulation, acknowledgement.user
    with transaction.atomic():
        one_at_a_time(f"void:{acknowledgement.pk}")
        facts = {"reason": clean(reason)[:2000], "by": by, "at": clock.now()}
        void, is_first = AcknowledgementVoid.objects.get_or_create(acknowledgement=acknowledgement, defaults=facts)
        if is_first:
            regulation.record("acknowledgement_void", by=by, code=regulation.code, person=str(person), reason=void.reason)
            settle_one(regulation, person, reason=ReadingAssignment.Reason.MANUAL, by=by)
            tell_voided(void, regulation, person)
    return void


def check_method(regulation, person, method, password):
    """Refuse a bare click where the company asks for the password."""
    if regulation.ack_method == METHOD.PASSWORD and (method != METHOD.PASSWORD or not person.check_password(password)):
        raise WrongPassword


# -- helpers -------------------------------------------------------------------------


def _check(snapshot, section, version_id, person):
    if not reads(person):
        raise NotForYou
    try:
        now = snapshot.version_of(section.pk, person)
    except LookupError:
        raise NotForYou from None
    if now != version_id:
        raise TextHasChanged(section, snapshot.edition)


def _is_asked_again(section, person, since):
    return ReadAgain.objects.standing().of_people([person.pk]).filter(section=section, asked_at__gt=since).exists()


def _record(snapshot, rows, person, **facts):
    """Acknowledgements of (section, version id, words), with what holds of the person at this moment."""
    ip, _request = current_request_facts()
    if facts.get("seconds") is not None:
        facts["seconds_open"] = min(max(int(facts["seconds"]), 0), LONGEST_SITTING)
    facts.pop("seconds", None)
    common = {
        "user": person,
        "edition": snapshot.edition,
        "language": (get_language() or "ru")[:2],
        "at": clock.now(),
        "position_name": str(person.position or ""),
        "department_name": str(person.department),
        "ip": ip,
        **facts,
    }
    rows = [
        Acknowledgement(section=section, version_id=version, statement=clean(words)[:2000], **common) for section, version, words in rows
    ]
    made = Acknowledgement.objects.bulk_create(rows)
    sections_acknowledged.send(Acknowledgement, user=person, sections=[row.section_id for row in made])
    return made


def _tick_off(person, regulation, sections):
    """What was owed is done; the reading ends with its last section."""
    reading = ReadingAssignment.objects.open().of(person).of_regulation(regulation).locked().first()
    if reading is None:
        return
    reading.items.owed().filter(section__in=sections).update(state=ReadingItem.State.DONE)
    left = list(reading.items.owed().order_by("due_at").values_list("due_at", flat=True))
    reading.settle_after(left, clock.now())
