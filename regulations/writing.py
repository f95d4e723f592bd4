"""Puts the text of a draft into rows: a section that says what it said keeps its version; a handful of statements, whatever the size."""

import re

from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line

from .models.node import EditionNode
from .models.section import Section, SectionText, SectionVersion
from .refusals import CodeTaken

BY_CODE = re.compile(r"\[([^\]\n]*)\]\(sec:([A-Za-z0-9/-]+)\)|(?<![\w(\[])sec:((?:[A-Z0-9-]+/)?[a-z][a-z0-9-]*)")


def place(edition, pages):
    """Nodes of the draft for `pages` in reading order; parents come before their children."""
    pages = list(pages)
    sections = _sections(edition.regulation, [page.code for page in pages])
    kept = {sections[page.code]: page.kept for page in pages}
    versions = _versions({sections[page.code]: _cleaned(page.texts) for page in pages}, kept)
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


def _versions(texts_of, kept):
    """The version of each section with exactly these texts: the latest if it says so, else a new one."""
    latest = SectionVersion.objects.latest_of(texts_of)
    chosen = {section: latest[section.pk] for section, texts in texts_of.items() if section.pk in latest and latest[section.pk].says(texts)}
    new = {section: next_version(section, latest.get(section.pk)) for section in texts_of if section not in chosen}
    SectionVersion.objects.bulk_create(new.values())
    SectionText.objects.bulk_create(
        SectionText.drawn(version, language, title, markdown, before=_text_before(latest.get(section.pk), language, kept[section]))
        for section, version in new.items()
        for language, (title, markdown) in sorted(texts_of[section].items())
    )
    return {section.code: version for section, version in (chosen | new).items()}


def next_version(section, latest):
    return SectionVersion(section=section, number=latest.number + 1 if latest else 1, created_at=clock.now())


def _text_before(version, language, kept=None):
    return version.text_in(language, fallback=False) if version else (kept or {}).get(language)


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


def link_by_code(markdown):
    """Links as people type them, [words](sec:deal-lost) or sec:deal-lost, in the way they are kept."""

    def kept(found):
        words, code = found[1], found[2] or found[3]
        return f"[[{code}|{words}]]" if words else f"[[{code}]]"

    return BY_CODE.sub(kept, markdown)


def section_named(regulation, code, *, is_new):
    """The section of this code; a new one takes a code that nobody has or had."""
    from .contents import RESERVED

    found = regulation.sections.filter(code=code).first()
    if is_new and (code in RESERVED or found):
        raise CodeTaken(code)
    if found is None:
        found = Section(regulation=regulation, code=code)
        found.clean_fields(exclude=["regulation"])
        found.save()
    return found


def version_saying(section, texts, kept=None):
    """A new version of a section with these texts, {language: (title, markdown)}; `kept` {language: text} whose blocks keep their ids."""
    latest = SectionVersion.objects.latest_of([section]).get(section.pk)
    version = next_version(section, latest)
    version.save()
    SectionText.objects.bulk_create(
        SectionText.drawn(version, language, title, markdown, before=(kept or {}).get(language) or _text_before(latest, language))
        for language, (title, markdown) in sorted(texts.items())
    )
    return version


def say(node, texts, base, kept=None):
    """The version that says `texts` for the node of a draft: the base's own if it says so, else the draft's, written anew.

    Blocks keep the ids they had in the draft, or in `kept` {language: text}; a version that was published is never touched.
    """
    before = base.nodes.with_texts().filter(section=node.section_id).first() if base else None
    if before and before.version.says(texts):
        return before.version
    if SectionVersion.objects.published().filter(pk=node.version_id).exists():
        return version_saying(node.section, texts, kept)
    for language in {"ru", "en"} | set(texts):
        present = node.text_in(language, fallback=False)
        if present and (present.title, present.markdown) == texts.get(language):
            continue
        if present:
            present.delete()
        if language in texts:
            SectionText.drawn(node.version, language, *texts[language], before=(kept or {}).get(language) or present).save()
    return SectionVersion.objects.prefetch_related("texts").get(pk=node.version_id)


def sweep(regulation):
    """Versions that stand in no edition and no draft any more."""
    SectionText.objects.filter(version__section__regulation=regulation, version__nodes=None).delete()
    SectionVersion.objects.filter(section__regulation=regulation, nodes=None).delete()
