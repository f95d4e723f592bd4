"""Living blocks of the handbook about itself: whom to ask, and the last editions of what one reads."""

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User

from .blocks import Block, Column, Personal, live_block

SHOWN = 10


def contacts():
    """Who answers: the owners of documents in use, and who configures the system."""
    from ..models import Regulation

    owners = set(Regulation.objects.filter(retired_at=None).values_list("owner_id", flat=True))
    people = list(User.objects.active().people().with_rights().by_name())
    return [
        {"id": person.pk, "name": str(person), "position": str(person.position or ""), "for": told}
        for person in people
        if (told := _answers(person, owners))
    ]


def _answers(person, owners):
    return [{"id": "handbook"}] * (person.pk in owners) + [{"id": "configure"}] * person.has_right("configure")


def changelog(reader, place):
    """The last editions in force or past of the documents that the reader may open, each with what was said of it."""
    from ..book import address_of, words_in
    from ..models import Edition, Regulation

    editions = Edition.objects.readable_by_all().filter(regulation__in=Regulation.objects.visible_to(reader))
    language = get_language()
    rows = [
        (edition, address_of(edition, edition.regulation.code), words_in(edition.summary, language) or _("The first edition."))
        for edition in editions.select_related("regulation").order_by("-effective_at", "-pk")[:SHOWN]
    ]
    return render_to_string("regulations/living/changelog.html", {"rows": rows}) if rows else ""


live_block(
    Block(
        "contacts",
        gettext_lazy("Whom to ask"),
        contacts,
        (
            Column("name", gettext_lazy("Who")),
            Column("position", gettext_lazy("Position")),
            Column(
                "for",
                gettext_lazy("On which questions"),
                lambda one: _("Documents of the handbook") if one["id"] == "handbook" else _("access and settings"),
            ),
        ),
        source=gettext_lazy("people and owners of documents"),
        asks_to_read=False,
    )
)
live_block(Personal("changelog", changelog))
