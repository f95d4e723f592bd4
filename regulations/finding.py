"""Search in the handbook: every word by its beginning, titles first. Russian words change at the end, so the end does not count."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import mark_safe

from crm_project.lib.text import sort_key, words_of

from .book import Entry, index_in_force
from .links import LINK, split
from .living.marks import ASKED, without_marks
from .living.words import LivingWords
from .models import EditionNode, Regulation, SectionText

AT_MOST = 40
AROUND = 90
SITUATIONS = "what-if"
"""The section whose table says what to do when something happens: what happened | where to read."""


@dataclass(frozen=True)
class Hit:
    entry: Entry
    snippet: str


def find(words, user, language):
    """The section of this number; then sections that hold every word: first what to do in such a situation, then those whose
    title does, then those with the words as typed, then the rest in order.
    """
    typed = words_of(words)
    if not typed:
        return []
    stems = [stem_of(word) for word in typed]
    index = index_in_force(language, user)
    texts = sorted(_texts_with(stems, user, language), key=lambda text: _rank(text, typed, stems))
    first = [Hit(entry, "") for entry in index.values() if entry.number == words.strip().rstrip(".")]
    first += [hit for text in texts if text.section_code == SITUATIONS for hit in _situations(text, stems, index)]
    answered = {hit.entry.url for hit in first}
    others = [hit for text in texts[:AT_MOST] if (hit := _hit(text, stems, index)).entry.url not in answered]
    return [*first, *others][:AT_MOST]


def stem_of(word):
    """ "просроченная" → "просроч": enough letters to mean the word, without the ending."""
    return word[: max(5, round(len(word) * 0.6))]


def _rank(text, typed, stems):
    in_title = all(stem in sort_key(text.title) for stem in stems)
    as_typed = all(word in text.search_text for word in typed)
    return not in_title, not as_typed, text.shelf, text.position


def _texts_with(stems, user, language):
    """In the reader's language; where a section lacks it, in the other."""
    nodes = EditionNode.objects.in_force().for_reader(user).filter(edition__regulation__in=Regulation.objects.visible_to(user))
    has_all = Q(*(Q(search_text__contains=stem) for stem in stems))
    texts = SectionText.objects.in_nodes(nodes).annotate_place()
    found = [*texts.filter(has_all), *_with_living_words(texts.filter(markdown__contains=ASKED).exclude(has_all), stems, user, language)]
    chosen = {}
    for text in sorted(found, key=lambda text: text.language == language):
        chosen[text.version_id] = text
    translated = set(SectionText.objects.filter(version__in=chosen, language=language).values_list("version_id", flat=True))
    return [text for text in chosen.values() if text.language == language or text.version_id not in translated]


def _situations(text, stems, index):
    """Of the table of situations the rows that begin with the words: what the row leads to."""
    rows = (line.strip().strip("|").partition("|") for line in text.markdown.splitlines() if line.lstrip().startswith("|"))
    for happened, _bar, answer in rows:
        link = LINK.search(answer)
        target = index.get(split(link[1], text.regulation_code)) if link else None
        if target and all(stem in sort_key(happened) for stem in stems):
            yield Hit(target, _snippet(happened.strip(), stems))


def _with_living_words(texts, stems, user, language):
    """Those that have the words together with what their living blocks tell this reader."""
    texts = list(texts)
    living = LivingWords({text.version_id for text in texts}, user, language)
    found = [text for text in texts if living.hold(text.version_id, stems, text.search_text)]
    for text in found:
        text.living_words = living.of(text.version_id)
    return found


def _hit(text, stems, index):
    entry = Entry(text.regulation_code, text.section_code, text.number, text.title, text.language)

    def words_of_link(found):
        target = index.get(split(found[1], text.regulation_code))
        return found[2] or (target.title if target else "")

    plain = without_marks(LINK.sub(words_of_link, text.plain_text))
    return Hit(entry, _snippet(" ".join(filter(None, (plain, getattr(text, "living_words", "")))), stems))


def _snippet(plain, stems):
    """The words around the first find, the finds marked; escaped."""
    line = re.sub(r"\s+", " ", plain)
    keyed = line.casefold().replace("ё", "е")
    places = [place for stem in stems if (place := keyed.find(stem)) >= 0] if len(keyed) == len(line) else []
    start = max(0, min(places) - AROUND) if places else 0
    start = line.rfind(" ", 0, start) + 1 if start else 0
    end = start + 2 * AROUND + 40
    cut = line[start : line.rfind(" ", start, end) if end < len(line) else end]
    pattern = "|".join(re.escape(stem).replace("е", "[её]") for stem in stems)
    marked = re.sub(f"(?i)\\b(?:{pattern})\\w*", lambda found: f"<mark>{found[0]}</mark>", escape(cut))
    lead, tail = "… " * (start > 0), " …" * (start + len(cut) < len(line))
    # Safe: everything but the marks was escaped.
    return mark_safe(f"{lead}{marked}{tail}")  # noqa: S308
