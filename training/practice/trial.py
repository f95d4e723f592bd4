"""A trial run of a team (ROL-4): copies of active deals, laid out in each person's room when they first enter."""

import random
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from crm_project.lib import clock, training_mode
from notifications.telling import notify

from ..models import PracticeRun
from ..permissions import may_assign_to
from ..refusals import NobodyToTest, NotAllowed, RunIsOver
from . import knowing, laying_out, rooms


def lend(people, number, *, by):
    """Lay copies of so many of one's deals ready for each of these people: (their runs, those in the middle of something)."""
    people = [person for person in people if person.is_active]
    if not people or not all(may_assign_to(by, person) for person in people):
        raise NobodyToTest
    copies = [facts for take, _lay_out in knowing.copiers() for facts in take(by, number)]
    made, busy = [], []
    for person in people:
        run = _lent(person, copies, by)
        made.append(run) if run else busy.append(person)
    return made, busy


def _lent(person, copies, by):
    try:
        with transaction.atomic():
            facts = {"seed": secrets.randbits(62), "started_at": clock.now(), "given": {"deals": copies, "by": str(by)}}
            run = PracticeRun.objects.create(user=person, **facts)
            notify([person], "practice.trial", run, key=f"trial:{run.pk}", details={"by": str(by), "n": len(copies)})
    except IntegrityError:
        return None
    return run


def unpack(run, *, by):
    """Make the copies, once; who comes back finds them as they were."""
    if by.pk != run.user_id:
        raise NotAllowed
    with transaction.atomic():
        held = PracticeRun.objects.select_for_update(of=("self",)).select_related("user").get(pk=run.pk)
        if not held.is_open:
            raise RunIsOver(held)
        if held.mark and rooms.is_standing(held.room):
            return
        luck, room = random.Random(held.seed), rooms.make_ready(by)  # noqa: S311  a draw, no secret
        with training_mode.inside(room):
            for _take, lay_out in knowing.copiers():
                for facts in held.given["deals"]:
                    lay_out(facts, held.setting, luck, by.language or get_language() or "ru")
            held.mark = laying_out.last_entry()
        held.save(update_fields=["mark"])


def end(run, *, by):
    """They have left: the copies go at once."""
    if by.pk != run.user_id:
        raise NotAllowed
    with transaction.atomic():
        held = PracticeRun.objects.select_for_update(of=("self",)).select_related("user").get(pk=run.pk)
        if held.is_open:
            held.end()
            rooms.take_down(held.room)
