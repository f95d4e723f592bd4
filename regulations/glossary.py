"""Words of the company explained where they first stand in a section.

A text is marked by its Markdown tokens, so that nothing in a link, in code, in a heading or in a tag is touched; the marks
are letters of the private use area, which survive sanitising, and become html when the page is drawn.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from crm_project.lib import clock
from crm_project.lib.steady import steady

from .links import LINK
from .models import GlossaryTerm
from .typesetting import html_of, parse, with_ids

FRESH = timedelta(days=14)
"""So long a word with another meaning is told of in the sections that use it."""
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{CLOSE}]*){CLOSE}")
_ENDINGS = {
    "ru": r"(?:ыми|ого|ому|ами|ями|иями|иях|ый|ая|ое|ые|ых|ым|ом|ой|ей|ем|ам|ах|ям|ях|ов|ию|а|я|о|е|у|ю|ы|и|й|ь)?",
    "en": "(?:s|es|’s)?",
}
_CUT = {"ru": re.compile(r"(?:ый|ой|ий|ая|ое|ые|[аяоеуюыийь])\Z"), "en": re.compile(r"\Z")}


@dataclass(frozen=True)
class Glossary:
    """The words in one language: `rows` are (id, word, meaning, other words), `redefined` (id, when, what it meant before)."""

    language: str
    rows: tuple
    redefined: tuple = ()

    @property
    def fresh(self):
        """{id: what it meant before} of the words whose meaning changed in the last days."""
        since = clock.now() - FRESH
        return {pk: meant for pk, at, meant in self.redefined if at > since}

    def redefined_in(self, text):
        """The words of these that a text uses, as the glossary has them."""
        fresh = self.fresh
        if not fresh or text.language != self.language:
            return []
        plain = LINK.sub("", text.plain_text)
        used = {int(found.lastgroup.partition("_")[2]) for found in self.pattern.finditer(plain)}
        return [name for pk, name, _means, _others in self.rows if pk in fresh and pk in used]

    @cached_property
    def pattern(self):
        """Any of the words in any of its forms; the longest first, so that «участник сделки» is not «сделка»."""
        words = sorted(((word, pk) for pk, name, _means, others in self.rows for word in (name, *others)), key=lambda row: -len(row[0]))
        return re.compile("|".join(rf"(?P<t{n}_{pk}>\b{self._forms(word)}\b)" for n, (word, pk) in enumerate(words)), re.IGNORECASE)

    @cached_property
    def meanings(self):
        return {pk: means for pk, _name, means, _others in self.rows}

    def _forms(self, words):
        return r"\s+".join(re.escape(_CUT[self.language].sub("", word)) + _ENDINGS[self.language] for word in words.split())


def glossary_for(reader, language=None):
    """The words in use, kept until one of them changes."""
    language = language or get_language()
    return steady(reader, ("glossary", language), lambda: _read(language if language in _ENDINGS else "en"))


def _read(language):
    terms = list(GlossaryTerm.objects.in_use().order_by("pk"))
    rows = tuple((term.pk, word, means, tuple(others)) for term in terms for word, means, others in [term.said(language)])
    redefined = tuple((term.pk, term.redefined_at, term.meant.get(language, "")) for term in terms if term.redefined_at)
    return Glossary(language, rows, redefined)


def worded(text, glossary):
    """Html of a SectionText with its first words of the glossary marked; as it was saved where there are none."""
    if glossary is None or not glossary.rows or glossary.language != text.language:
        return text.html
    return _worded(text.markdown, tuple(block["id"] for block in text.blocks), glossary)


def explained(html, glossary, place=""):
    """Put a word that says what it means on hover or focus in place of every mark; `place` keeps ids apart on a page."""
    if glossary is None or OPEN not in html:
        return html

    def drawn(found):
        means = glossary.meanings.get(int(found[1]))
        name = f"term-{place}-{found[1]}"
        tip = '<span class="k-term" tabindex="0" aria-describedby="{0}">{1}<span class="tip" role="tooltip" id="{0}">{2}</span></span>'
        # Safe to put back: what stands between the marks is html already.
        return format_html(tip, name, mark_safe(found[2]), means) if means else found[2]  # noqa: S308

    # Safe: the text was sanitised, what is put in is escaped.
    return mark_safe(_MARK.sub(drawn, html))  # noqa: S308


@lru_cache(maxsize=1000)
def _worded(markdown, ids, glossary):
    tokens, met, is_heading = parse(markdown), set(), False
    for token in tokens:
        is_heading = token.type == "heading_open" or (is_heading and token.type != "heading_close")
        if token.type == "inline" and not is_heading:
            _mark_words(token.children, glossary, met)
    return html_of(with_ids(tokens, ids))


def _mark_words(children, glossary, met):
    """Mark the first occurrences in the text of a paragraph, outside of links."""
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not depth:
            child.content = _marked(child.content, glossary, met)


def _marked(content, glossary, met):
    pieces, at = [], 0
    for link in [*LINK.finditer(content), None]:
        pieces.append(_marked_words(content[at : link.start() if link else len(content)], glossary, met))
        if link:
            pieces.append(link[0])
            at = link.end()
    return "".join(pieces)


def _marked_words(words, glossary, met):
    def mark(found):
        pk = int(found.lastgroup.partition("_")[2])
        if pk in met:
            return found[0]
        met.add(pk)
        return f"{OPEN}{pk}{MIDDLE}{found[0]}{CLOSE}"

    return glossary.pattern.sub(mark, words)


def _spans(term, fresh, language):
    """The meaning with what changed in it, where it did lately."""
    from .changes.comparing import differing

    return differing(fresh[term.pk], term.said(language)[1]) if fresh.get(term.pk) else []


def live(user, place):
    """The table of the words for `{{live glossary}}`."""
    from .help.hints import entries_of

    terms = list(GlossaryTerm.objects.in_use().for_list())
    language = get_language()
    places = entries_of({str(term.section) for term in terms if term.section}, user, language)
    fresh = _read(language).fresh
    rows = [(*term.said(language), places.get(str(term.section)), _spans(term, fresh, language)) for term in terms]
    rows.sort(key=lambda row: row[0].casefold())
    return render_to_string("regulations/glossary/_live.html", {"rows": rows}) if rows else ""
