"""The map of a funnel for the handbook: its stages as a picture, where a card may go from each, and whose it is there."""

from itertools import pairwise

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.flow_boxes import Arrow, Box, Exit, Flow, Grid
from regulations.living.blocks import Block, Column, live_block

from .living import FUNNEL, read_funnels
from .living_words import of_funnel
from .models import Stage
from .requirements import stages_with_fields

PAGE, LEAST_BOX, MOST_BOX = 680, 190, 300
CSS = {"entry": "st start", "working": "st step", "won": "st fin", "lost": "st fin"}
ROUND = {"working": 8}
OPEN = ("entry", "working")


def funnel_map(funnels):
    """Every live stage of every funnel of deals in its order, the ends included, with the ways that lead on from it."""
    return [thing for funnel in funnels for thing in _things_of(funnel)]


def _things_of(funnel):
    stages = [stage for stage in stages_with_fields(funnel) if not stage.is_going]
    open_ones = [stage for stage in stages if stage.is_open]
    return [
        {
            "id": stage.pk,
            "name": stage.name,
            "group": funnel.pk,
            "group_name": funnel.name,
            "kind": stage.kind,
            "held_by": str(stage.position_held or ""),
            "ways": _ways(stage, open_ones, funnel),
        }
        for stage in [*open_ones, *(one for one in stages if not one.is_open)]
    ]


def _ways(stage, open_ones, funnel):
    """What stands behind the exits of a stage; nothing leads on from an end but another funnel."""
    if not stage.is_open:
        return {"then": funnel.next_funnel.name} if stage.kind == Stage.Kind.WON and funnel.next_funnel else {}
    ahead = len(open_ones) - open_ones.index(stage) - 1
    return {"ahead": ahead, "target_only": funnel.target_only, "head_confirms": funnel.head_confirms_win}


def ways_in_words(ways):
    """Where a card may go from a stage, as one reads it."""
    if "ahead" not in ways:
        return _("goes on in “{funnel}”").format(funnel=ways["then"]) if ways.get("then") else ""
    told = [_("to the next stage")] * (ways["ahead"] > 0)
    if ways["ahead"] > 1:
        skipped = _("or at once to any later one: the fields of that stage are asked for")
        told.append(
            skipped if ways["target_only"] else _("or at once to any later one: the fields of the stages passed over are asked for")
        )
    told.append(_("to the win, which the head confirms") if ways["head_confirms"] else _("to the win"))
    return "; ".join([*told, _("to the loss with its reason")])


def picture(things):
    """The stages of one funnel from top to bottom, the loss beside them."""
    stages = [thing for thing in things if thing["kind"] in OPEN]
    if not stages:
        return ""
    ends = {thing["kind"]: thing for thing in things if thing["kind"] not in OPEN}
    label = _("Map of the funnel “{funnel}”").format(funnel=stages[0]["group_name"])
    context = {"flow": _laid_out(stages, ends), "label": label, "scrolls": True}
    return render_to_string("ui/flow/_picture.html", context)


def _laid_out(stages, ends):
    numbers = {thing["id"]: number for number, thing in enumerate([*stages, *ends.values()], start=1)}
    down = [*stages, *([ends["won"]] if "won" in ends else [])]
    cells = {_key(thing): (row, 0) for row, thing in enumerate(down)}
    arrows = [Arrow(_key(one), _key(other), None) for one, other in pairwise(down)]
    if lost := ends.get("lost"):
        cells[_key(lost)] = len(stages), 1
        arrows += [Arrow(_key(thing), _key(lost), 0) for thing in stages]
    grid = Grid(cells, arrows, near=True)
    width = max(LEAST_BOX, min(MOST_BOX, int((PAGE - grid.ways_width) / grid.columns)))
    boxes = {_key(thing): _box(thing, numbers, stages, ends, width) for thing in [*down, *([lost] if lost else [])]}
    whole, height, _lefts = grid.settle(boxes, width)
    return Flow(whole, height, list(boxes.values()), grid.edges(boxes), [])


def _box(thing, numbers, stages, ends, width):
    number = numbers[thing["id"]]
    box = Box(_key(thing), width=width, css=CSS[thing["kind"]], round=ROUND.get(thing["kind"], 18))
    exits = []
    if thing["kind"] in OPEN:
        exits = [Exit(_("no purchase → {number}").format(number=numbers[ends["lost"]["id"]]), "", 0)] if "lost" in ends else []
        if thing["ways"].get("ahead", 0) > 1:
            words = _("or at once to {first}–{last}").format(first=number + 2, last=len(stages))
            exits.append(Exit(words if number + 2 < len(stages) else _("or at once to {number}").format(number=len(stages)), "", 0))
    title = f"{number}. {thing['name']}"
    box.tip = tuple(filter(None, (title, thing["held_by"], ways_in_words(thing["ways"]))))
    return box.letter(title, thing["held_by"], exits=exits)


def _key(thing):
    return str(thing["id"])


live_block(
    Block(
        "funnel_map",
        gettext_lazy("Map of the funnel"),
        funnel_map,
        (
            Column("name", gettext_lazy("Stage")),
            Column("held_by", gettext_lazy("Who is responsible")),
            Column("ways", gettext_lazy("Where a card may go from here"), ways_in_words),
        ),
        is_numbered=True,
        picture=picture,
        source_of_all=read_funnels,
        **{**FUNNEL, "heading": of_funnel},
    )
)
