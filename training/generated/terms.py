"""The glossary, for questions to be made of it."""

from regulations.models import GlossaryTerm

from .facts import facts_of_settings


@facts_of_settings
def terms():
    rows = GlossaryTerm.objects.in_use().order_by("pk")
    return [{"kind": "terms", "id": "all", "terms": [_term(one) for one in rows]}]


def _term(term):
    """The words in both languages, the first where the second is missing."""
    word = {"ru": term.term_ru, "en": term.term_en or term.term_ru}
    return {"id": str(term.pk), "word": word, "means": {"ru": term.definition_ru, "en": term.definition_en or term.definition_ru}}
