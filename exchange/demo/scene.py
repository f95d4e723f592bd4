"""The small made-up company of the pictures in the handbook: its people and clients are invented, its settings are the real ones."""

import random
from datetime import timedelta

from django.apps import apps

from accounts.beginning import make_calendar
from accounts.models import Role, WorkCalendar
from contacts.models import Source
from contacts.ready import make_ready_words
from crm_project.lib import clock
from deals.models import Deal, Funnel
from deals.ready import make_funnel, make_ready_funnels
from leads.models import Lead
from tasks.models import Task, TaskType
from tasks.ready import make_ready_types
from telephony.models import Call
from training.models import TestAssignment, TestDefinition

from .calls import make_calls
from .clients import make_clients
from .company import make_departments, make_people, make_products
from .deals import make_deals
from .funnel_texts import SALES
from .hours import DemoHours
from .leads import make_leads
from .story import open_story
from .tasks import make_tasks

SEED, DEALS, SELLERS = 5, 30, ("anna", "boris", "marina")
SETTINGS = {
    "contenttypes": ["ContentType"],
    "accounts": ["Workspace", "Role", "Position", "WorkCalendar", "CalendarWeek", "CalendarDay"],
    "fields": ["CustomField"],
    "contacts": ["Channel", "Source", "SegmentGroup", "Segment"],
    "deals": [
        "Funnel",
        "Funnel_departments",
        "Stage",
        "StageField",
        "LossReason",
        "TalkScript",
        "TalkScript_stages",
        "ScriptStep",
        "ScriptAnswer",
    ],
    "tasks": ["TaskType", "TaskResult", "HandoffReason", "HandoffRules"],
    "regulations": ["Regulation", "Section", "SectionVersion", "SectionText", "Edition", "EditionNode", "GlossaryTerm", "LivingSnapshot"],
    "training": ["TestDefinition", "AssemblyRule", "TestVersion", "Question", "QuestionVersion", "QuestionLink"],
}
"""What the pictures show as the company has it: no people, no clients, no sums."""


INSTEAD = {
    "Regulation": {"owner_id": "NULL", "approver_id": "NULL"},
    "Edition": {"published_by_name": "''", "header": "header #- '{facts,author}' #- '{ru,contacts}' #- '{en,contacts}'"},
}
"""Names of real people that stand in settings."""


def settings_shown():
    return [(apps.get_model(label, name), INSTEAD.get(name, {})) for label, names in SETTINGS.items() for name in names]


def make_scene(language):
    """{name: record} for the recipes: manager, head, admin, deal, next_stage, lead, task, funnel, attempt …"""
    rng, now = random.Random(SEED), clock.now()
    Role.objects.update(needs_second_factor=False)
    departments = make_departments(language, (now - timedelta(days=14)).date())
    people = make_people(language, departments)
    _speak(people, language)
    if not WorkCalendar.objects.exists():
        make_calendar(language)
    funnel = Funnel.objects.for_deals().filter(departments=None).order_by("position", "pk").first() or make_funnel("demo", SALES, language)
    _fill_gaps(language)
    sellers = [people[name] for name in SELLERS]
    clients, sources = make_clients(rng, language, 24, sellers, now), list(Source.objects.live())
    stages = list(funnel.stages.open().order_by("position"))
    for stage in stages:
        stage.funnel = funnel
    stories = [_story(rng, sellers[number % 3], stages, now) for number in range(DEALS)]
    pairs = make_deals(rng, language, stories, clients, make_products(language), sources)
    make_tasks(rng, language, pairs, now, DemoHours())
    make_calls(rng, language, pairs, now)
    _call_today(people["anna"], now)
    make_leads(rng, language, people, sources, now)
    if test := TestDefinition.objects.filter(code="onboarding").first():
        TestAssignment.give(test, [people["anna"]], by=None, reason=TestAssignment.Reason.HIRE)
    return _cast(people, funnel, stages)


def _fill_gaps(language):
    """What every company has from its first set-up on, for one that lacks it."""
    if not Source.objects.live().exists():
        make_ready_words(language)
    if not TaskType.objects.exists():
        make_ready_types(language)
    if not Funnel.objects.for_leads().exists():
        make_ready_funnels(language)


def _call_today(person, now):
    """The last calls were this morning."""
    for number, call in enumerate(Call.objects.filter(owner=person).order_by("-started_at")[:6]):
        Call.objects.filter(pk=call.pk).update(started_at=now - timedelta(minutes=9 + 23 * number))


def _speak(people, language):
    for person in people.values():
        person.language, person.theme = language, "light"
        person.save(update_fields=["language", "theme"])


def _story(rng, owner, stages, now):
    story = open_story(rng, owner, stages, now)
    story.luck = random.Random(rng.random())
    return story


def _cast(people, funnel, stages):
    anna = people["anna"]
    hers = Deal.objects.filter(owner=anna).order_by("pk")
    early = hers.filter(stage__in=stages[: max(1, len(stages) // 2)], tasks__done_at=None, tasks__isnull=False).first() or hers.first()
    later = [stage for stage in stages if stage.position > early.stage.position]
    tasks = Task.objects.filter(owner=anna, done_at=None).order_by("due_at", "pk")
    return {
        "manager": anna,
        "head": people["head"],
        "admin": people["admin"],
        "funnel": funnel,
        "deal": early,
        "next_stage": later[0] if later else stages[0],
        "lead": Lead.objects.filter(owner=anna).order_by("pk").first() or Lead.objects.order_by("pk").first(),
        "task": tasks.first(),
        "company": early.company,
    }
