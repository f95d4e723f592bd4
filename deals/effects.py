"""What a draft would do to open cards, counted by the database: how many, whose, and which."""

from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from crm_project.lib.formats import number

from .change_words import words_of
from .changes import Demand, Removal
from .out_of_sight import words_of_blind, workers_of
from .stage_uses import uses_of

SHOWN = 5


@dataclass
class Share:
    """One person's cards among the touched; of them the first few that the reader may open."""

    person: User | None
    count: int
    cards: list


@dataclass
class Effect:
    """One change of the draft: what it is, what it does in numbers, whose cards feel it, and what leans on it or stands in its way."""

    change: object
    words: str
    head: str
    lines: list
    count: int
    shares: list
    warnings: list

    @property
    def place(self):
        return self.change.place


def effects_of(funnel, user):
    """The effects of a draft, in the order in which its changes will be made; some queries per change, however many cards."""
    workers = workers_of(funnel.kind_of_card)
    return [_effect(funnel, change, user, workers) for change in funnel.drafted]


def _effect(funnel, change, user, workers):
    shares = _shares(change.touched(funnel), user)
    count = sum(share.count for share in shares)
    head = _head(funnel, change, count, len(shares))
    return Effect(change, words_of(change.fact(funnel)), head, _lines(funnel, change), count, shares, _warnings(funnel, change, workers))


def _shares(cards, user):
    """By person, those with the most cards first."""
    counts = dict(cards.order_by().values_list("owner").annotate(n=Count("pk")))
    people = User.objects.in_bulk([pk for pk in counts if pk])
    place = Window(RowNumber(), partition_by=F("owner"), order_by=F("pk").desc())
    first = {}
    for card in cards.visible_to(user).annotate(place=place).filter(place__lte=SHOWN).order_by("owner", "place"):
        first.setdefault(card.owner_id, []).append(card)
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return [Share(people.get(pk), count, first.get(pk, [])) for pk, count in ranked]


def _head(funnel, change, count, people):
    deals = ngettext("%(shown)s open deal", "%(shown)s open deals", count) % {"shown": number(count)}
    whose = ngettext("of %(n)d person", "of %(n)d people", people) % {"n": people}
    if not count:
        return _("No open deal feels it any more")
    if isinstance(change, Demand):
        return _("%(deals)s %(whose)s would lack “%(field)s”") % {"deals": deals, "whose": whose, "field": change.reader(funnel).label}
    if isinstance(change, Removal):
        return _("%(deals)s %(whose)s would stand in “%(to)s”") % {"deals": deals, "whose": whose, "to": change.fact(funnel)["to"]}
    return _("%(deals)s %(whose)s would feel it") % {"deals": deals, "whose": whose}


def _lines(funnel, change):
    if isinstance(change, Demand):
        return _of_a_demand(funnel, change)
    if isinstance(change, Removal):
        return [_("They are carried over one by one after publishing; the board works on, and history keeps the name of the stage.")]
    if change.do == "placing":
        return [_("They stand in the stages that change their order. No deal is moved: another way lies before it.")]
    return [_("A move over several stages will ask for the fields of all of them, not only for those of its target.")]


def _warnings(funnel, change, workers):
    """What leans on a stage that goes; who may not see a field that is asked for."""
    if isinstance(change, Removal):
        return uses_of(change.stage_in(funnel))
    if isinstance(change, Demand) and change.demand == "required":
        return [words for words in [words_of_blind(change.reader(funnel), workers)] if words]
    return []


def _of_a_demand(funnel, change):
    there, ahead = change.figures(funnel)
    is_end = change.stage_in(funnel).kind == "won"
    lines = []
    if there:
        text = ngettext(
            "%(n)s stands there already or beyond: it keeps its place and is asked when it is won.",
            "%(n)s stand there already or beyond: they keep their place and are asked when they are won.",
            there,
        )
        lines.append(text % {"n": number(there)})
    if ahead and is_end:
        text = ngettext("%(n)s is asked when it is won.", "%(n)s are asked when they are won.", ahead)
        lines.append(text % {"n": number(ahead)})
    elif ahead:
        text = ngettext(
            "%(n)s is on its way: it is asked on the next move there.",
            "%(n)s are on their way: they are asked on the next move there.",
            ahead,
        )
        lines.append(text % {"n": number(ahead)})
    return lines
