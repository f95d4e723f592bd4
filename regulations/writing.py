"""Puts the text of a draft into rows: a section that says what it said keeps its version; a handful of statements, whatever the size."""

from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line

from .models import EditionNode, Section, SectionText, SectionVersion


def place(edition, pages):
    """Nodes of the draft for `pages` in reading order; parents come before their children."""
    pages = list(pages)
    sections = _sections(edition.regulation, [page.code for page in pages])
    versions = _versions({sections[page.code]: _cleaned(page.texts) for page in pages})
    parents = {}
    for level in _levels(pages):
        nodes = [_node(edition, pages.index(page), page, sections, versions, parents) for page in level]
        EditionNode.objects.bulk_create(nodes)
        parents |= {page.code: node for page, node in zip(level, nodes, strict=True)}


def _sections(regulation, codes):
    """Every section of the regulation by its code; the missing ones begin to exist."""
    have = set(regulation.sections.values_list("code", flat=True))
    missing = [Section(regulation=regulation, code=code) for code in dict.fromkeys(codes) if code not in have]
    for section in missing:
        section.clean_fields(exclude=["regulation"])
    Section.objects.bulk_create(missing)
    return {section.code: section for section in regulation.sections.all()}


def _versions(texts_of):
    """The version of each section with exactly these texts: the latest if it says so, else a new one."""
    latest = SectionVersion.objects.latest_of(texts_of)
    chosen = {section: latest[section.pk] for section, texts in texts_of.items() if section.pk in latest and latest[section.pk].says(texts)}
    new = {section: _next_version(section, latest.get(section.pk)) for section in texts_of if section not in chosen}
    SectionVersion.objects.bulk_create(new.values())
    SectionText.objects.bulk_create(
        SectionText.drawn(version, language, title, markdown, before=_text_before(latest.get(section.pk), language))
        for section, version in new.items()
        for language, (title, markdown) in sorted(texts_of[section].items())
    )
    return {section.code: version for section, version in (chosen | new).items()}


def _next_version(section, latest):
    return SectionVersion(section=section, number=latest.number + 1 if latest else 1, created_at=clock.now())


def _text_before(version, language):
    return version.text_in(language, fallback=False) if version else None


def _levels(pages):
    """Pages without a parent, then their children, and so on."""
    level, rest = [page for page in pages if not page.parent], [page for page in pages if page.parent]
    while level:
        yield level
        codes = {page.code for page in level}
        level, rest = [page for page in rest if page.parent in codes], [page for page in rest if page.parent not in codes]


def _node(edition, position, page, sections, versions, parents):
    places = {"position": position, "number": page.number, "parent": parents.get(page.parent)}
    return EditionNode(edition=edition, section=sections[page.code], version=versions[page.code], **places)


def _cleaned(texts):
    return {language: (clean_line(title), clean(markdown)) for language, (title, markdown) in texts.items()}
