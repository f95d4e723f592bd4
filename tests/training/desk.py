"""A small book, a small bank, and how a test of the tests plays them."""

from django.http import QueryDict

from accounts.models import User
from regulations.models import Regulation
from tests.regulations.conftest import page, write
from training.answers import key_of
from training.models import Question, TestAssignment, TestDefinition

PAGES = [
    page("part-a", "1", "", "Part A", "Opening."),
    page("first", "1.1", "part-a", "First", "Call within 15 minutes."),
    page("third", "1.2", "part-a", "Third", "Write it down.\n\nEvery time."),
    page("part-b", "2", "", "Part B", "Opening of B."),
    page("other", "2.1", "part-b", "Other", "Name the reason."),
]
SECOND = page("second", "2.2", "part-b", "Second", "Two.")


def book():
    """A regulation of two parts with clauses, edition 1 in force."""
    regulation, is_new = Regulation.objects.get_or_create(code="INS-01", defaults={"genre": "instruction"})
    if is_new:
        write(regulation, [*PAGES, SECOND])
    return regulation


def section(code):
    return book().sections.get(code=code)


def ask(code, where="first", *, kind="single", payload=None, active=True, **facts):
    """A question in use; a single one whose right answer is «right»."""
    content = {"type": kind, "stem": {"en": f"Stem {code}", "ru": f"Вопрос {code}"}, "payload": payload or choice(), "points": 1}
    content |= {name: facts.pop(name) for name in ("explanation", "points", "stem") if name in facts}
    sections = [section(one) if isinstance(one, str) else one for one in ([where] if not isinstance(where, list) else where)]
    question = Question.write(None, by=None, content=content, sections=sections, code=code, regulation=book(), **facts)
    return question.activate(by=None) if active else question


def choice(right="right", wrong=("wrong", "worse")):
    return {"options": [{"en": right, "right": True}, *({"en": one} for one in wrong)]}


def bank(number=10, where=("first", "third", "other", "second"), **facts):
    return [ask(f"q-{n:02d}", where[n % len(where)], area=("process", "technical")[n % 2], **facts) for n in range(number)]


def define(code="intro", *, rules=(), positions=(), genre="onboarding", **facts):
    facts = {"draw_count": 5, "title": {"en": "Basics", "ru": "Основы"}, "regulation": book()} | facts
    rules = [{"source": source, "section": None, "count": None, "share": None} | rest for source, rest in rules]
    return TestDefinition.shape(None, by=None, rules=rules, positions=positions, code=code, genre=genre, **facts)


def give(test, person, **facts):
    return TestAssignment.give(test, [person], by=None, **facts)[0]


def fresh(user):
    return User.objects.with_rights().get(pk=user.pk)


def form(response):
    """An answer as its form sends it."""
    data = QueryDict(mutable=True)
    for name, value in (response or {}).items():
        if name in ("sel", "order"):
            data.setlist(name, value)
        elif name in ("v", "t"):
            data[name] = value
        else:
            data[f"m-{name}"] = value
    return data


def right(item):
    return key_of(item.question_version.type, item.question_version.payload)


def wrong(item):
    """An answer that earns nothing to a question of one or several options."""
    return {"sel": [option["id"] for option in item.question_version.payload["options"] if not option["right"]][:1]}


def play(attempt, person, good=None):
    """Answer `good` questions rightly, all by default, the rest wrongly, and hand it in."""
    items = list(attempt.items.with_questions())
    for number, item in enumerate(items):
        is_good = good is None or number < good
        attempt.answer(item.place, form(right(item) if is_good else wrong(item)), by=person)
    return attempt.submit(by=person)
