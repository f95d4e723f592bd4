"""What the handbook shows of likely doubles: by what two cards are held for one client, and what is done then."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from regulations.living.blocks import Block, Column, live_block

from .doubles import reason_in_words
from .models.merge import DAYS
from .sweeping import LIKENESS

BOTH, COMPANIES = ("contact", "company"), ("company",)
GROUNDS = {"inn": COMPANIES, "phone": BOTH, "email": BOTH, "name": BOTH, "similar": BOTH}
"""In the order of how much each tells."""
KINDS = {"contact": lambda: pgettext("of doubles", "people"), "company": lambda: pgettext("of doubles", "companies")}


def duplicates():
    """Every ground with what it is asked of; the sure ones stand first."""
    return [
        {"id": ground, "name": ground, "of": [{"id": kind} for kind in kinds], "is_sure": LIKENESS.get(ground, 0) >= 88, "days": DAYS}
        for ground, kinds in GROUNDS.items()
    ]


def _what_to_do(is_sure):
    if is_sure:
        return _("almost surely one client: compare the two cards and merge them")
    return _("look at the INN, the town and the phone first; namesakes are marked “Not a double”")


live_block(
    Block(
        "duplicates",
        gettext_lazy("Doubles"),
        duplicates,
        (
            Column("name", gettext_lazy("What is alike")),
            Column("of", gettext_lazy("Of whom"), lambda kind: KINDS[kind["id"]]() if kind["id"] in KINDS else kind["id"]),
            Column("is_sure", gettext_lazy("What to do"), _what_to_do),
            Column("days", gettext_lazy("A merge can be undone for, days"), is_number=True),
        ),
        called=lambda thing: reason_in_words(thing["id"]),
        source=gettext_lazy("search for doubles"),
    )
)
