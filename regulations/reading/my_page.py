"""What one person is to read in all documents, by days."""

from dataclasses import dataclass

from crm_project.lib import clock

from ..book import WORDS_A_MINUTE, Book, words_in
from ..models import Edition, Regulation
from .audience import READ
from .desk import Desk
from .telling import label_of


@dataclass
class Stage:
    """A day of the path (`number`), or what is due on one date (`number` 0)."""

    number: int
    due_at: object
    duties: list

    @property
    def done(self):
        return sum(1 for duty in self.duties if not duty.is_owed)

    @property
    def total(self):
        return len(self.duties)

    @property
    def minutes(self):
        return sum(_minutes(duty.page) for duty in self.duties if duty.page)

    @property
    def state(self):
        """done, late, now or ahead"""
        if self.done == self.total:
            return "done"
        return "late" if self.due_at <= clock.now() else "ahead"


@dataclass
class Document:
    """A document on the shelf and what is to be read in it."""

    code: str
    title: str
    edition: str
    desk: Desk | None
    stages: list

    @property
    def first_open(self):
        """The place of the first stage with something left."""
        return next((place for place, stage in enumerate(self.stages) if stage.done < stage.total), None)

    @property
    def done(self):
        return sum(stage.done for stage in self.stages)

    @property
    def total(self):
        return sum(stage.total for stage in self.stages)


def my_documents(user, language):
    """The documents in force that are to be acknowledged, those with something to read first in their own order."""
    shelf = Edition.objects.in_force(clock.now()).on_the_shelf_of(Regulation.objects.visible_to(user).filter(genre__in=READ))
    index = {}
    return [_document(edition, user, language, index) for edition in shelf]


def _document(edition, user, language, index):
    book = Book(edition, language, index=index)
    desk = Desk(book, user)
    title = words_in(edition.header, language).get("title", edition.regulation.code)
    stages = _stages(desk) if desk.items else []
    return Document(edition.regulation.code, title, label_of(edition), desk if desk.items else None, stages)


def _stages(desk):
    groups = {}
    for duty in desk.duties.values():
        key = (duty.item.day, None) if desk.is_path else (0, duty.item.due_at)
        groups.setdefault(key, []).append(duty)
    stages = [Stage(number, max(duty.item.due_at for duty in duties), duties) for (number, _due), duties in groups.items()]
    return sorted(stages, key=lambda stage: (stage.number, stage.due_at))


def _minutes(page):
    return max(1, round(len(page.text.search_text.split()) / WORDS_A_MINUTE))
