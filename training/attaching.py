"""Questions go with the bundle of a document, for whoever may see their keys."""

from regulations.carrying.attachments import attach

from . import gift
from .models import Question
from .payloads import LANGUAGES


@attach
def questions(edition, by):
    """A GIFT file for each language, of the questions in use on the edition's sections."""
    if by is None:
        return
    sections = edition.nodes.values("section")
    found = list(Question.objects.visible_to(by).in_use().of_sections(sections).for_list())
    for language in LANGUAGES:
        records = [_record(one) for one in found if one.current.stem.get(language)]
        if records:
            yield f"questions-{language}.gift", gift.write(records, language).encode()


def _record(question):
    link = next(iter(question.links.all()), None)
    return question.code, str(link.section) if link else "", question.area, question.is_critical, question.current
