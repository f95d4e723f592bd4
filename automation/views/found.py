from django.shortcuts import get_object_or_404
from django.urls import reverse

from crm_project.lib.htmx import refused

from ..models import Rule
from ..refusal_words import words_of


def rule_or_404(request, pk):
    """A rule in use that this person may shape."""
    return get_object_or_404(Rule.objects.seen_by(request.user).live().with_parts(), pk=pk)


def page_of(rule):
    return reverse("automation:rule", args=[rule.pk])


def refuse(request, rule, refusal):
    """The button did nothing, and why."""
    return refused(request, toast=words_of(refusal), back=page_of(rule))
