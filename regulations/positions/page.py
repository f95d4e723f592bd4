"""The page of one position as a reader sees it; a constant number of queries."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.models import User

from ..blocks import blocks_of
from ..book import index_in_force, typeset, words_in
from ..models import Edition, EditionNode, PositionPage
from ..reading.permissions import people_ids
from ..typesetting import to_html
from .measures import measures, tests_for


def people_of(user, position):
    """Those who hold the position and whose figures the user reads, themselves first."""
    ids = people_ids(user)
    people = User.objects.active().filter(position=position)
    people = people if ids is None else people.filter(Q(pk__in=ids) | Q(pk=user.pk))
    return sorted(people, key=lambda one: (one.pk != user.pk, one.last_name, one.first_name))


def may_see(user, position):
    """Everybody their own; who leads people theirs; who writes the handbook all."""
    return user.position_id == position.pk or user.may("edit", "regulation") or bool(people_of(user, position))


@dataclass(frozen=True)
class Shelf:
    """Sections of one document that are for this position, and how many more are for everybody."""

    code: str
    title: str
    own: list
    shared: int


class PageOf:
    """A position for `viewer` in their language; `person` is whose figures are shown, or None."""

    def __init__(self, position, viewer, language, person=None):
        self.position, self.viewer, self.language, self.person = position, viewer, language, person
        self.page = PositionPage.of(position)

    @property
    def may_write(self):
        return self.viewer.may("edit", "regulation")

    @cached_property
    def people(self):
        return people_of(self.viewer, self.position)

    @cached_property
    def _index(self):
        return index_in_force(self.language, self.viewer)

    @property
    def duties(self):
        return self._typeset("duties")

    @property
    def zone(self):
        return self._typeset("zone")

    def _typeset(self, part):
        words = self.page.said(part, self.language)
        return typeset(to_html(words, [block["id"] for block in blocks_of(words)]), "", self._index) if words else ""

    @cached_property
    def measures(self):
        """(label, value of today) of the figures the page names."""
        if self.person is None:
            return []
        asked = [one for one in measures() if one.key in self.page.measures]
        rows = [(one.label, one.value(self.person, self.viewer)) for one in asked]
        return [(label, value) for label, value in rows if value != ""]

    @cached_property
    def tests(self):
        return tests_for(self.position, self.person)

    @cached_property
    def shelves(self):
        """By document: what is for this position by name, and how much is for all."""
        nodes = EditionNode.objects.in_force().for_reader(self.viewer).filter(Q(audience=[]) | Q(audience__contains=[self.position.pk]))
        nodes = nodes.filter(edition__regulation__retired_at__isnull=True)
        rows = nodes.order_by("edition__regulation__position", "position").values_list(
            "edition__regulation__code", "section__code", "audience"
        )
        shelves = {}
        for regulation, section, audience in rows:
            shelf = shelves.setdefault(regulation, [[], 0])
            entry = self._index.get((regulation, section))
            if audience and entry:
                shelf[0].append(entry)
            elif not audience:
                shelf[1] += 1
        titles = {
            one.regulation.code: words_in(one.header, self.language).get("title", "")
            for one in Edition.objects.in_force().select_related("regulation")
        }
        return [Shelf(code, titles.get(code, ""), own, shared) for code, (own, shared) in shelves.items()]
