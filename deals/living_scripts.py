"""What the handbook shows of the talk scripts: for which situation, and what is said in it."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from regulations.living.blocks import Block, Column, live_block

from .living import own_funnels
from .models import ScriptStep, Stage, TalkScript
from .script_words import meant


def scripts():
    """The scripts in use with their stages, sources and questions; those that say nothing yet are left out."""
    live = Stage.objects.live().select_related("funnel").order_by("funnel__position", "position")
    found = TalkScript.objects.live().prefetch_related(Prefetch("stages", live), "sources", Prefetch("steps", ScriptStep.objects.all()))
    return [
        {
            "id": script.pk,
            "name": script.name,
            "stages": [{"id": one.pk, "name": one.name, "funnel": one.funnel_id} for one in script.stages.all()],
            "sources": [{"id": one.pk, "name": one.name} for one in script.sources.all()],
            "steps": [{"id": one.pk, "name": one.text} for one in script.steps.all()],
        }
        for script in found
        if script.steps.all()
    ]


def own_scripts():
    """A lens: a script for stages of other departments' funnels is not for the reader."""
    served = own_funnels()

    def narrowed(things, reader):
        asked = {stage["funnel"] for thing in things for stage in thing["stages"]}
        seen = {one["group"] for one in served([{"group": pk} for pk in asked], reader)}
        found = []
        for thing in things:
            stages = [stage for stage in thing["stages"] if stage["funnel"] in seen]
            if stages or not thing["stages"]:
                found.append({**thing, "stages": stages})
        return found

    return narrowed


def _name(one):
    return one["name"]


FACTS: dict[str, Any] = {"lens": own_scripts, "source": gettext_lazy("talk scripts"), "kinds": ("talk_script",), "asks_to_read": False}
live_block(
    Block(
        "scripts",
        gettext_lazy("Talk scripts"),
        scripts,
        (
            Column("name", gettext_lazy("Situation")),
            Column("stages", gettext_lazy("At the stages"), _name),
            Column("sources", gettext_lazy("For the sources"), _name),
            Column("steps", gettext_lazy("What is said"), lambda step: meant(step["name"]), is_listed=True),
        ),
        **FACTS,
    )
)
