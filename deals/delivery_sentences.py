"""How the history tells of goods reserved and shipped, in the words of whoever reads."""

from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm_project.lib.formats import full_day, number
from timeline.sentences import actor_of, sentence

_TEXTS = {
    "reserved": lambda: _("{actor} reserved until {day}: {goods}"),
    "reservation_changed": lambda: _("{actor} changed the reservation: until {day}, {goods}"),
    "released": lambda: _("{actor} released the reservation: {goods}"),
    "shipped": lambda: _("{actor} noted a shipment of {day}: {goods}"),
    "shipment_taken_back": lambda: _("{actor} took the shipment of {day} back: {goods}"),
}


def _read(entry):
    facts = entry.details
    goods = _in_words(facts.get("goods")) or facts.get("what", "")
    said = format_html(_TEXTS[entry.verb](), actor=actor_of(entry), day=full_day(date.fromisoformat(facts["day"])), goods=goods)
    more = [
        (facts.get("was"), lambda: _("before: {was}").format(was=_in_words(facts["was"]))),
        (facts.get("place"), lambda: facts["place"]),
        (facts.get("act"), lambda: _act(facts)),
        (facts.get("done_by"), lambda: _("by {name}").format(name=facts["done_by"])),
        (facts.get("reason"), lambda: facts["reason"]),
    ]
    told = " · ".join(words() for is_there, words in more if is_there)
    return format_html("{} · {}", said, told) if told else said


def _act(facts):
    words = _("act {number}").format(number=facts["act"])
    if facts.get("act_on"):
        words = _("{act} of {day}").format(act=words, day=full_day(date.fromisoformat(facts["act_on"])))
    return words


def _in_words(goods):
    return ", ".join(f"{name} {number(Decimal(quantity))} {unit or _('pcs')}" for name, quantity, unit in goods or [])


for _verb in _TEXTS:
    sentence(f"deal.{_verb}")(_read)
