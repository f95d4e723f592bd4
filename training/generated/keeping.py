"""Keeps the questions made from the settings in step with them: at every tick, and twice is once.

A new one is a draft. One whose settings changed gets other words and is looked at again; attempts keep the wording they were given.
One whose settings are gone is retired. What a person retired stays so until its settings change.
"""

from django.db import transaction

from regulations.models import Regulation, Section

from ..loader import put_in
from ..models import Question, QuestionVersion
from ..refusals import Unsound
from .facts import all_facts
from .shapes import made_of


def keep_in_step():
    """How many questions were made, said anew or retired."""
    wanted = _wanted()
    if wanted is None or not _differences(wanted, _known()):
        return 0
    with transaction.atomic():
        # One tick at a time: the other finds nothing left to do.
        list(Regulation.objects.select_for_update(no_key=True).order_by("pk")[:1])
        wanted = _wanted()
        left = _differences(wanted, _known())
        taken = set(Question.objects.with_codes(left).values_list("code", flat=True))
        # A code that somebody gave to a question of their own is theirs.
        fresh = [spec for code, spec in wanted.items() if code in left and not left[code] and code not in taken]
        _put_in(fresh)
        for code, question in left.items():
            if question and code in wanted:
                question.say_anew(wanted[code].content, digest=wanted[code].digest)
            elif question:
                question.retire_made()
    return len(left)


def remarks():
    """[(code, what it is about)]: settings that say too little for a question."""
    return made_of(all_facts()).remarks


def _wanted():
    """{code: spec} of what the settings say now, as far as the handbook has the section; None without a handbook."""
    sections = _sections()
    return {spec.code: spec for spec in made_of(all_facts()).specs if spec.section in sections} if sections else None


def _sections():
    return {
        f"{one.regulation.code}/{one.code}": one
        for one in Section.objects.filter(nodes__isnull=False).distinct().select_related("regulation")
    }


def _known():
    return {question.code: question for question in Question.objects.made_from_settings()}


def _differences(wanted, known):
    """{code: its question, None for one that is still to be made} of everything that is not as it should be."""
    found = {code: known.get(code) for code, spec in wanted.items() if code not in known or known[code].made_from != spec.digest}
    return found | {code: question for code, question in known.items() if code not in wanted and question.made_from}


def _put_in(specs):
    sections, made = _sections(), []
    for spec in specs:
        section = sections[spec.section]
        question = Question(code=spec.code, regulation=section.regulation, area=spec.area, origin=Question.Origin.GENERATED)
        question.made_from = spec.digest
        try:
            wording = QuestionVersion.drawn(question, by=None, **spec.content)
        except Unsound:
            # Two things of the settings are called the same: nobody could tell them apart in a test either.
            continue
        wording.number = 1
        made.append((question, wording, section))
    put_in(made, None, as_drafts=True)
