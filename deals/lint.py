"""Names of stages that say no result: advice to the administrator, never an obstacle."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_VAGUE = re.compile(
    r"^(в\s+работе|в\s+процессе|дума\w+|жд[её]\w*\b.*|ожида\w+.*|обработк\w*|переговор\w*|на\s+контроле|прозвон\w*|недозвон\w*|разное|"
    r"in\s+(progress|work)|thinking|waiting.*|pending|negotiat\w*|follow[\s-]?up|processing|on\s+hold|misc\w*|ongoing)$",
    re.IGNORECASE,
)
BETTER = [gettext_lazy("Inspection agreed"), gettext_lazy("Terms agreed"), gettext_lazy("Offer sent")]


@dataclass(frozen=True)
class Remark:
    """Advice on a stage: what is unclear, and better wordings if there are any."""

    text: str
    better: tuple = ()


def remarks_on(stage):
    """What is unclear about a stage, in words; an empty list is praise."""
    remarks = []
    if _VAGUE.match(stage.name.strip()):
        words = _("The name does not tell a result: nobody knows when the stage is over. Name what has been reached.")
        remarks.append(Remark(words, tuple(str(text) for text in BETTER)))
    if stage.is_open and not stage.purpose.strip():
        remarks.append(Remark(_("It is not said why this stage exists.")))
    if stage.is_open and not stage.exit_result.strip():
        remarks.append(Remark(_("It is not said what must be true to leave it.")))
    return remarks
