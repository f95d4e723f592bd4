"""What people know of a rule beside how they keep it; nothing of it about people outside one's reports."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib.htmx import done, refused

from ..permissions import may_assign_to, sees_results
from ..quadrant import DAYS, FEWEST_ANSWERS, KNOWN_FROM, OFTEN, quadrant_for, section_of_rule, teach
from ..results import people_of
from .framing import framed


@right("report", "see")
@require_GET
def quadrant(request):
    """One rule at a time: four groups of people, and those of whom too little is known."""
    if not sees_results(request.user):
        raise Http404
    found = quadrant_for(request.user, request.GET.get("rule", ""), get_language())
    limits = {"days": DAYS, "often": OFTEN, "known": KNOWN_FROM, "answers": FEWEST_ANSWERS}
    context = {"quadrant": found, "rule": found.chosen, "limits": limits, "cells": _cells(found.chosen), "on": "quadrant"}
    return render(request, "training/quadrant.html", framed(request, "quadrant") | context)


@right(flag="reassign")
@require_POST
def teach_person(request, rule, pk):
    """The section and a test of five questions on it, to one of one's own people."""
    person, section = people_of(request.user).find(pk), section_of_rule(request.user, rule)
    if person is None or section is None or person == request.user or not may_assign_to(request.user, person):
        raise Http404
    back = f"{reverse('training:quadrant')}?rule={rule}"
    made = teach(request.user, person, section)
    if made is None:
        return refused(request, toast=_("There is no test on a section: make one under “Tests”."), status=422, back=back)
    words = _("{person} is told: read the section, then five questions") if made else _("{person} has this test already")
    return done(request, toast=words.format(person=person), events=("training:changed",), back=back)


def _cells(rule):
    """[(tone, heading, what to do, rows, whether teaching helps)]"""
    if rule is None:
        return []
    texts = [
        (
            "often_knows",
            "today",
            _("Knows, and breaks it often"),
            _("Not a matter of knowledge: the load, the will or the process. Talk; mend the process."),
        ),
        ("often_not", "over", _("Does not know, and breaks it often"), _("Teach: the section and five questions on it.")),
        ("rarely_knows", "ok", _("Knows, and keeps it"), _("All is well.")),
        (
            "rarely_not",
            "txt",
            _("Does not know, but keeps it"),
            _("Look at the questions and the wording, or the system sees to it by itself."),
        ),
    ]
    return [(tone, title, advice, rule.cells[code], code == "often_not") for code, tone, title, advice in texts]
