"""The list of what a won deal must carry, as the dialog shows it."""

from dataclasses import dataclass
from typing import Any

from .card_fields import reader_of
from .naming import name_at, template_of
from .needs import label_of
from .requirements import required_fields
from .talk_proof import is_proof


@dataclass
class Check:
    """One required field: what it is, what it says now, and the form field that fills it."""

    field: Any
    label: str
    words: str
    is_passed: bool
    is_money: bool
    bound: Any = None
    advice: str = ""


def checks_of(deal, form=None, user=None):
    checks = []
    for one in required_fields(deal, deal.funnel.won):
        reader = reader_of(one)
        is_passed = reader.is_filled(deal)
        advice = reader.advice_on(deal) if is_proof(reader) and not is_passed else getattr(reader, "advice", "")
        bound = form[one.key] if form is not None and one.key in form.fields and not advice else None
        words = reader.shown(deal) if is_passed and reader.is_seen_by(user) else ""
        checks.append(Check(one, label_of(one, user), words, is_passed, reader.is_money, bound, advice))
    return checks


def name_when_won(deal):
    """What the deal will be called, unless its name is somebody's own."""
    if deal.name_is_manual:
        return deal.name
    won = deal.funnel.won
    return name_at(deal, won, template_of(deal.funnel, won))
