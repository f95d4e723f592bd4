"""What the handbook shows of the rules by which cards move and are named, funnel by funnel."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulations.living.blocks import Block, Column, live_block

from .living_words import number_of_seconds, yes_or_no
from .models import Funnel
from .naming import DEFAULT, MEANINGS


def card_rules():
    """Of each funnel what a move asks for, who confirms a win, from when a call counts."""
    return [
        {
            "id": funnel.pk,
            "name": funnel.name,
            "group": None,
            "target_only": funnel.target_only,
            "head_confirms": funnel.head_confirms_win,
            "manual_names": funnel.manual_names,
            "talk_seconds": funnel.talk_seconds,
            "then": funnel.next_funnel.name if funnel.next_funnel else "",
        }
        for funnel in _funnels().select_related("next_funnel")
    ]


def naming():
    """Of each funnel the template of the names and where a stage has its own."""
    found = []
    for funnel in _funnels().prefetch_related("stages"):
        own = [
            {"id": stage.pk, "name": stage.name, "template": funnel.name_templates[str(stage.pk)]}
            for stage in funnel.stages.all()
            if stage.retired_at is None and funnel.name_templates.get(str(stage.pk))
        ]
        found.append({"id": funnel.pk, "name": funnel.name, "template": funnel.name_template or DEFAULT, "by_stage": own})
    return found


def _funnels():
    return Funnel.objects.for_deals().order_by("position", "pk")


def own_funnels():
    """A lens: the funnels that serve the reader's department."""
    from .living import own_funnels as by_group

    narrowed = by_group()

    def seen(things, reader):
        kept = {one["group"] for one in narrowed([{"group": thing["id"]} for thing in things], reader)}
        return [thing for thing in things if thing["id"] in kept]

    return seen


def in_words(template):
    """«{product} · {client}» as one reads it: the usual tokens by what they say."""
    for token, meaning in MEANINGS.items():
        template = template.replace(f"{{{token}}}", f"[{meaning}]")
    return template


FUNNEL: dict[str, Any] = {"lens": own_funnels, "source": gettext_lazy("settings of the funnels"), "kinds": ("funnel",)}

live_block(
    Block(
        "card_rules",
        gettext_lazy("Rules of cards"),
        card_rules,
        (
            Column("name", gettext_lazy("Funnel")),
            Column(
                "target_only",
                gettext_lazy("A move asks for"),
                lambda only: _("the fields of the stage it goes to") if only else _("the fields of all stages passed over"),
            ),
            Column("head_confirms", gettext_lazy("The head confirms a win"), yes_or_no),
            Column("manual_names", gettext_lazy("Names may be typed by hand"), yes_or_no),
            Column("talk_seconds", gettext_lazy("A call is a conversation from"), number_of_seconds),
            Column("then", gettext_lazy("After a win goes on in")),
        ),
        **FUNNEL,
    )
)
live_block(
    Block(
        "naming",
        gettext_lazy("Names of deals"),
        naming,
        (
            Column("name", gettext_lazy("Funnel")),
            Column("template", gettext_lazy("The name says"), in_words),
            Column(
                "by_stage", gettext_lazy("On stages with their own template"), lambda own: f"{own['name']}: {in_words(own['template'])}"
            ),
        ),
        **FUNNEL,
    )
)
