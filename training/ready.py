"""The tests a company begins with: for whoever is new, every quarter, and on one section."""

from regulations.models import Regulation

from .loader import load_ready_bank
from .models import TestDefinition

Genre = TestDefinition.Genre
LAWS = [("critical", {"count": 3}), ("changed_since", {"share": 25}), ("weak_spots", {"share": 25}), ("violations", {"share": 20})]

READY = [
    (
        "onboarding",
        {"ru": "Вводный тест", "en": "Onboarding test"},
        {"genre": Genre.ONBOARDING, "draw_count": 20, "task_count": 3, "due_working_days": 5, "validity_days": 90},
        [("critical", {"count": 3}), ("section_subtree", {})],
    ),
    (
        "periodic",
        {"ru": "Повторный тест", "en": "Periodic test"},
        {"genre": Genre.PERIODIC, "draw_count": 20, "task_count": 1, "due_working_days": 7, "validity_days": 90, "time_limit_min": 40},
        LAWS,
    ),
    (
        "section",
        {"ru": "Тест по разделу", "en": "Test on a section"},
        {"genre": Genre.SECTION, "draw_count": 5, "due_working_days": 3, "cooldown_hours": 4},
        [("section_subtree", {})],
    ),
    (
        "practice",
        {"ru": "Практика в CRM", "en": "Practice in the CRM"},
        {"genre": Genre.PRACTICE, "draw_count": 3, "due_working_days": 5, "cooldown_hours": 4, "pass_percent": 100},
        [("section_subtree", {})],
    ),
    (
        "self-check",
        {"ru": "Проверь себя", "en": "Check yourself"},
        {"genre": Genre.SELF_CHECK, "draw_count": 5, "task_count": 1, "attempts": 100, "cooldown_hours": 0},
        [("section_subtree", {})],
    ),
]


def make_ready(by=None):
    """The bank and the tests on the handbook; those that are there stay as they were shaped."""
    regulation = Regulation.objects.filter(code="CRM-01").first()
    if regulation is None:
        return
    load_ready_bank(by)
    known = set(TestDefinition.objects.values_list("code", flat=True))
    for code, title, facts, rules in READY:
        if code not in known:
            laws = [{"source": source, "section": None, "count": None, "share": None} | rest for source, rest in rules]
            TestDefinition.shape(None, by=None, rules=laws, code=code, title=title, regulation=regulation, **facts)
