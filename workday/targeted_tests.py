"""A third breach of one rule: the person reads its section again and passes a test on it, once for the window.

Where the bank or the company has no such test it is the reading alone. A signal that is waived or withdrawn takes both back; one
is answered by confirming the section in the handbook.
"""

from datetime import timedelta

from regulations.explained import section_code_for
from regulations.models import Section
from regulations.reading import again
from training.assigning import give_section_test
from training.models import TestAssignment

from .models import Breach, Signal
from .permissions import asking_departments
from .third_breach import on_signal, on_withdrawal


@on_signal
def assign(signals):
    """In the transaction that makes them."""
    sections = _sections(signals)
    for signal in signals:
        section = sections.get(signal.section_code)
        if section is not None and signal.user.is_active:
            give_section_test([signal.user], section, origin=origin_of(signal))
            again.ask_again([signal.user], section, reason=again.REASON.BREACH, origin=origin_of(signal))


def confirmed(user, sections):
    """Somebody confirmed sections: what they were asked to read again because of breaches is answered."""
    origins = again.breaches_behind(user, sections)
    if origins:
        ids = [int(origin.partition(":")[2]) for origin in origins]
        for signal in Signal.objects.of(user).within(asking_departments()).to_answer(ids):
            signal.answer(by=user)


@on_withdrawal
def take_back(signal, *, by=None, reason=""):
    again.take_back(origin_of(signal))
    take_back_test(signal, by=by, reason=reason)


def take_back_test(signal, *, by=None, reason=""):
    for assignment in TestAssignment.objects.open().of(signal.user).of_origin(origin_of(signal)):
        assignment.cancel(by=by, reason=reason)


def origin_of(signal):
    return f"signal:{signal.pk}"


def sections_broken(user, since):
    """Ids of the sections of the rules a person broke since a moment: their next test asks about them."""
    rules = Breach.objects.filter(owner=user, day__gte=(since - timedelta(days=1)).date()).values_list("rule", flat=True).distinct()
    codes = [code for code in map(section_code_for, rules.order_by()) if code]
    return [
        pk
        for regulation, code in codes
        for pk in Section.objects.filter(regulation__code=regulation, code=code).values_list("pk", flat=True)
    ]


def _sections(signals):
    """{section code as signals keep it: section}, by one query."""
    codes = {signal.section_code for signal in signals if "/" in signal.section_code}
    regulations = {code.split("/", 1)[0] for code in codes}
    found = Section.objects.filter(regulation__code__in=regulations).select_related("regulation")
    return {str(section): section for section in found if str(section) in codes}
