"""The questions made from the settings as somebody looks at them before they are asked: words, right answers, wrong ones."""

from dataclasses import dataclass
from typing import Any

from ..answers import key_of, told
from ..models import Question
from ..payloads import said
from .keeping import remarks

MOST_REMARKS = 12


@dataclass(frozen=True)
class Look:
    """`key` and `wrong` are lines of text; `is_anew` that its settings have changed since it was put to use."""

    question: Any
    stem: str
    key: list
    wrong: list
    is_anew: bool


def waiting(language):
    found = Question.objects.made_waiting().for_list()
    return [_look(one, language) for one in found]


def what_is_missing():
    """[(code of a remark, what it is about)], the first of them."""
    return remarks()[:MOST_REMARKS]


def _look(question, language):
    wording = question.current
    key = told(wording.type, wording.payload, key_of(wording.type, wording.payload), language)
    wrong = [said(_texts(one), language) for one in wording.payload.get("options", []) if not one["right"]]
    return Look(question, said(wording.stem, language), key, wrong, question.state == Question.State.NEEDS_REVIEW)


def _texts(option):
    return {language: option[language] for language in ("ru", "en") if language in option}
