"""What one person is to read in all documents, by days; as many queries for one document as for all."""

from collections import defaultdict
from dataclasses import dataclass

from crm_project.lib import clock

from ..addresses import section_url
from ..book import index_in_force, words_in
from ..models import Edition, ReaderPlace, ReaderState, ReadingItem, Regulation, SectionText
from ..page import WORDS_A_MINUTE
from .audience import READ
from .desk import Duty, gone_titles
from .offers import offers_after

ITEM = ReadingItem.State


@dataclass
class Stage:
    """A day of the path (`number`), or what is due on one date (`number` 0); `minutes` of reading, `offers` for its end."""

    number: int
    due_at: object
    duties: list
    minutes: int
    offers: list

    @property
    def done(self):
        return sum(1 for duty in self.duties if not duty.is_owed)

    @property
    def total(self):
        return len(self.duties)

    @property
    def state(self):
        """done, late or ahead"""
        if self.done == self.total:
            return "done"
        return "late" if self.due_at <= clock.now() else "ahead"


@dataclass
class Document:
    """A document on the shelf and what is to be read in it; a newcomer's is not `is_planned` until the next tick."""

    code: str
    title: str
    edition: str
    stages: list
    is_planned: bool = True

    @property
    def first_open(self):
        """The place of the first stage with something left."""
        return next((place for place, stage in enumerate(self.stages) if stage.done < stage.total), None)

    @property
    def next_duty(self):
        """What to read next: the first that was not opened, else the first that was not confirmed."""
        owed = [duty for stage in self.stages for duty in stage.duties if duty.is_owed]
        return next((duty for duty in owed if not duty.is_opened), owed[0] if owed else None)

    @property
    def done(self):
        return sum(stage.done for stage in self.stages)

    @property
    def total(self):
        return sum(stage.total for stage in self.stages)


def my_documents(user, language):
    """The documents in force that are to be acknowledged, in the order of the shelf."""
    shelf = Edition.objects.in_force(clock.now()).on_the_shelf_of(Regulation.objects.visible_to(user).filter(genre__in=READ))
    items = list(
        ReadingItem.objects.in_open().of_user(user).exclude(state=ITEM.DROPPED).select_related("assignment", "section__regulation")
    )
    is_planned = bool(items) or ReaderPlace.objects.filter(user=user).exists()
    asked = defaultdict(list)
    if items:
        maker = _Duties(items, user, language)
        for item in items:
            asked[item.assignment.regulation_id].append(maker.duty(item))
    return [
        Document(
            edition.regulation.code,
            words_in(edition.header, language).get("title", edition.regulation.code),
            edition.label,
            _stages(asked[edition.regulation_id], maker) if asked[edition.regulation_id] else [],
            is_planned,
        )
        for edition in shelf
    ]


class _Duties:
    """Numbers, titles and lengths of sections, which of them were opened, and what is offered after them."""

    def __init__(self, items, user, language):
        self._entries = {entry.section_id: (place, entry) for place, entry in enumerate(_in_order(language, user))}
        self._gone = gone_titles(items, language)
        self._seen = dict(ReaderState.objects.of(user, [item.section_id for item in items]).values_list("section_id", "seen_version_id"))
        self._offers = offers_after({item.section_id for item in items if item.day}, language)
        self._words = defaultdict(int)
        versions = [item.version_id for item in items if item.version_id]
        for version, text in SectionText.objects.filter(version__in=versions).values_list("version_id", "search_text"):
            self._words[version] = max(self._words[version], len(text.split()))

    def duty(self, item):
        opened = item.version_id is None or self._seen.get(item.section_id) == item.version_id
        if item.section_id in self._entries:
            entry = self._entries[item.section_id][1]
            return Duty(item, None, entry.number, entry.title, entry.url, opened)
        number, title = self._gone.get(item.section_id, ("", item.section.code))
        url = section_url(item.section.regulation.code, item.section.code)
        return Duty(item, None, number, title, url, opened)

    def place(self, duty):
        return self._entries.get(duty.item.section_id, (len(self._entries), None))[0]

    def offers(self, duties):
        return [offer for duty in duties if duty.item.day for offer in self._offers.get(duty.item.section_id, ())]

    def minutes(self, duties):
        return max(1, round(sum(self._words[duty.item.version_id] for duty in duties) / WORDS_A_MINUTE))


def _in_order(language, reader):
    return sorted(index_in_force(language, reader).values(), key=lambda entry: entry.place)


def _stages(duties, maker):
    """Days of a path, and apart from them what is due on a date of its own; what is due first stands first."""
    groups = defaultdict(list)
    for duty in sorted(duties, key=maker.place):
        groups[(duty.item.day, None) if duty.item.day else (0, duty.item.due_at)].append(duty)
    stages = [
        Stage(day, max(one.item.due_at for one in found), found, maker.minutes(found), maker.offers(found))
        for (day, _due), found in groups.items()
    ]
    return sorted(stages, key=lambda stage: (stage.due_at, stage.number))
