"""«This is unclear»: a reader points at a paragraph, the editor answers or says which edition says it better."""

from django.db import transaction
from django.utils.text import Truncator

from accounts.models import User
from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean
from notifications.telling import notify

from ..models import Confusion
from .audience import reads
from .permissions import answers_readers

STATE = Confusion.State
MOST_OPEN = 50
"""Open questions of one person; a hundred presses help nobody."""


class NotAnEditor(PermissionError):
    """Only who writes the handbook answers."""


class NotAReader(PermissionError):
    """Who only looks at the company asks nothing."""


class TooManyOpen(ValueError):
    """This reader has asked enough for now."""


class NothingSaid(ValueError):
    """An answer says something, or names the edition that does."""


class AlreadyAnswered(Exception):
    """Another editor was faster; `confusion` is how it stands."""

    def __init__(self, confusion):
        super().__init__(str(confusion))
        self.confusion = confusion


def ask(section, node, block, text, *, token=None, by):
    """Point at a block of the version in force (or at the whole section); the form sent twice is one question."""
    if not reads(by):
        raise NotAReader
    with transaction.atomic():
        if before := made_before(Confusion, token):
            return before
        if Confusion.objects.of(by).open().count() >= MOST_OPEN:
            raise TooManyOpen
        now, quote = clock.now(), _quote(node, block)
        made = Confusion.objects.create(
            section=section,
            version=node.version,
            block=block if quote else "",
            quote=quote,
            user=by,
            hired_days=_days_here(by, now),
            text=clean(text)[:1000],
            token=token,
            at=now,
        )
        section.regulation.record("unclear", by=by, code=section.regulation.code, section=section.code)
        _tell_editors(made, node)
    return made


def answer(confusion, words, *, edition=None, by):
    """Answer it; with `edition` it is closed as rewritten there. The asker is told."""
    if not answers_readers(by):
        raise NotAnEditor
    if not clean(words) and edition is None:
        raise NothingSaid
    with transaction.atomic():
        held = Confusion.objects.select_for_update(of=("self",)).select_related("section__regulation", "user").get(pk=confusion.pk)
        if held.state == STATE.FIXED or (held.state == STATE.ANSWERED and edition is None):
            raise AlreadyAnswered(held)
        held.answer = clean(words)[:2000] or held.answer
        held.state = STATE.FIXED if edition else STATE.ANSWERED
        held.fixed_in, held.answered_by, held.answered_at = edition, by, clock.now()
        held.save(update_fields=["answer", "state", "fixed_in", "answered_by", "answered_at"])
        _note(held, by)
    return held


def _note(held, by):
    regulation, number = held.section.regulation, held.fixed_in.label if held.fixed_in else ""
    verb = "unclear_rewritten" if number else "explained"
    regulation.record(verb, by=by, code=regulation.code, section=held.section.code, edition=number)
    details = {"by": str(by), "section": f"{regulation.code}/{held.section.code}", "edition": number}
    if held.user_id != by.pk:
        notify([held.user], "handbook.explained", regulation, key=f"handbook.explained:{held.pk}:{held.state}", details=details)


def _quote(node, block):
    """The words of the block, in whichever language has it."""
    for text in node.version.texts.all():
        for one in text.blocks:
            if one["id"] == block:
                return Truncator(one["text"]).chars(1000)
    return ""


def _days_here(person, now):
    table = Timetable(at=now)
    return max(0, (table.local_date(person, now) - table.local_date(person, person.joined_at)).days)


def _tell_editors(confusion, node):
    """The owner of the document; where nobody owns it, who writes the handbook."""
    owner = confusion.section.regulation.owner
    people = [owner] if owner and owner.is_active else [one for one in User.objects.people().active().with_rights() if answers_readers(one)]
    details = {"person": str(confusion.user), "section": f"{confusion.section.regulation.code}/{confusion.section.code}"}
    people = [one for one in people if one.pk != confusion.user_id]
    notify(people, "handbook.unclear", confusion.section.regulation, key=f"handbook.unclear:{confusion.pk}", details=details)
