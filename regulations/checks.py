"""What a draft is looked through for before it is published: grave findings stop it, the others are advice."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib.text import clean_line

from . import audience
from .flow.checking import broken_in
from .links import dead_links_in, placeholders_in
from .living.blocks import Block, block_named, is_of_one
from .living.marks import ASKED, asked_in, is_alone, without_marks
from .media.callouts import left_in, may_be_in, without_places
from .media.marks import broken_videos_in, keys_in, videos_in, without_videos
from .media.numbering import pictures_in, without_described
from .media.videos import is_out_of_date, recorded_for
from .typesetting import parse

NUMBER_BY_HAND = re.compile(
    r"(?:\b(?:см\.|раздел|разделе|п\.|пункт|пункте|section|clause|see)\s+)(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\b", re.IGNORECASE
)
PICTURE = re.compile(r"!\[((?:\\.|[^\]\\\n])*)\]\(")


@dataclass(frozen=True)
class Finding:
    """One thing found: `code` names the check, `section` is the code of a section or ""."""

    code: str
    words: str
    section: str = ""
    is_grave: bool = True
    number: str = ""


@dataclass
class Looked:
    """A draft as the checks see it: its nodes with texts, the base's nodes by section, and where it is published by whom."""

    draft: object
    nodes: list
    base: dict

    @classmethod
    def at(cls, draft):
        base = draft.base
        before = {node.section_id: node for node in base.nodes.with_texts()} if base else {}
        return cls(draft, list(draft.nodes.with_texts().select_related("parent", "class_confirmed_by")), before)

    @property
    def texts(self):
        for node in self.nodes:
            for text in node.version.texts.all():
                yield node, text

    @property
    def source(self):
        return self.draft.regulation.source_language

    def before(self, node):
        """The node in the base if the section changed since, else None."""
        found = self.base.get(node.section_id)
        return found if found and found.version_id != node.version_id else None


_checks: list[Callable] = []


def check(function):
    """A check: `function(looked)` yields findings. Apps above may add theirs in `AppConfig.ready`."""
    if function not in _checks:
        _checks.append(function)
    return function


def findings_in(draft):
    looked = Looked.at(draft)
    found = [finding for function in _checks for finding in function(looked)]
    return sorted(found, key=lambda finding: not finding.is_grave)


def grave_in(draft):
    return [finding for finding in findings_in(draft) if finding.is_grave]


def _at(node, code, words, **facts):
    return Finding(code, words, node.section.code, number=node.number, **facts)


@check
def has_a_title(looked):
    if not any(words.get("title") for words in looked.draft.header.values()):
        yield Finding("no_title", _("The document has no title: write it in the passport."))


@check
def links_work(looked):
    numbers = {node.section.code: node.number for node in looked.nodes}
    for section, target in dead_links_in(looked.draft):
        number = numbers.get(section, "")
        words = _("{number}: the link {target} leads to no section").format(number=number or section, target=target)
        yield Finding("dead_link", words, section if number else "", number=number)


@check
def nothing_is_left_to_fill_in(looked):
    for node, text in looked.texts:
        for words in placeholders_in(f"{text.title}\n{text.markdown}"):
            told = _("{number}: {words} is still to be filled in").format(number=node.number, words=words)
            yield _at(node, "placeholder", told)
    for words in looked.draft.header.values():
        for found in placeholders_in(str(words.get("preface", ""))):
            yield Finding("placeholder", _("The passport: {words} is still to be filled in").format(words=found))


@check
def living_blocks_are_drawn(looked):
    for node, text in looked.texts:
        for name in {one for one in asked_in(text.markdown) if block_named(one) is None}:
            yield _at(node, "living", _("{number}: there is no living block “{name}”").format(number=node.number, name=name))


@check
def living_blocks_have_something_to_show(looked):
    """A block of one thing that is gone; others may have nothing to show today and something tomorrow."""
    shelf: dict = {}
    asked = {(node.pk, name): node for node, text in looked.texts for name in asked_in(text.markdown) if is_of_one(name)}
    for (_node, name), node in asked.items():
        block = block_named(name)
        if isinstance(block, Block) and not block.told(shelf):
            words = _("{number}: the living block “{name}” shows nothing: what it stands for is not there")
            yield _at(node, "living_empty", words.format(number=node.number, name=name), is_grave=False)


@check
def no_braces_are_left(looked):
    for node, text in looked.texts:
        left = [line for line in without_places(without_videos(without_marks(text.markdown))).splitlines() if ASKED in line]
        in_a_line = [line for line in text.markdown.splitlines() if asked_in(line) and not is_alone(line)]
        if left or in_a_line:
            words = _("{number}: a living block stands on a line of its own, written as it should be: {line}")
            yield _at(node, "braces", words.format(number=node.number, line=(left or in_a_line)[0].strip()[:80]), is_grave=False)


@check
def charts_can_be_followed(looked):
    numbers = {node.section.code: node.number for node in looked.nodes}
    for broken in broken_in(looked.draft):
        number = numbers.get(broken.section, "")
        faults = "; ".join(str(fault) for fault in broken.faults)
        words = _("{number}: a flow chart cannot be followed: {faults}").format(number=number, faults=faults)
        yield Finding("chart", words, broken.section, number=number)


@check
def pictures_have_words(looked):
    for node, text in looked.texts:
        if not all(clean_line(words) for words in PICTURE.findall(_without_described(text.markdown))):
            yield _at(node, "picture", _("{number}: a picture has no words for who does not see it").format(number=node.number))


@check
def numbers_stand_on_pictures(looked):
    for node, text in looked.texts:
        if not may_be_in(text.markdown):
            continue
        if left := left_in(parse(text.markdown)):
            words = _("{number}: a number of a picture stands in a list right below it, with per cent from 0 to 100: {words}")
            yield _at(node, "callout", words.format(number=node.number, words=left[:80]))
        numbers = [one for picture in pictures_in(text.markdown) for one in picture.callouts]
        if not all(clean_line(one.words) for one in numbers):
            yield _at(node, "callout", _("{number}: a number of a picture says nothing").format(number=node.number))


def _without_described(markdown):
    """A picture without words of its own is described by its numbers."""
    return without_described(markdown) if may_be_in(markdown) else markdown


@check
def pictures_and_files_are_there(looked):
    from .models import MediaFile

    known = MediaFile.objects.of_keys(key for _node, text in looked.texts for key in keys_in(text.markdown))
    for node, text in looked.texts:
        if any(key not in known for key in keys_in(text.markdown)):
            yield _at(node, "media", _("{number}: a picture or a file is not here; put it into the text anew").format(number=node.number))


@check
def videos_can_be_opened(looked):
    for node, text in looked.texts:
        if broken := broken_videos_in(text.markdown):
            words = _("{number}: a video needs an address, a title and its edition: {line}").format(number=node.number, line=broken[0][:80])
            yield _at(node, "video", words)


@check
def videos_show_what_holds(looked):
    shown = [(node, text, label) for node, text in looked.texts for _url, _title, label in videos_in(text.markdown)]
    said = recorded_for(looked.draft.regulation, {(node.section_id, label) for node, _text, label in shown})
    for node, text, label in shown:
        if is_out_of_date(said.get((node.section_id, text.language, label)), text.markdown):
            words = _("{number}: a video is out of date, it was recorded for edition {edition}").format(number=node.number, edition=label)
            yield _at(node, "old_video", words, is_grave=False)


@check
def somebody_reads_every_section(looked):
    whole = audience.resolved(looked.nodes)
    for node in looked.nodes:
        if whole[node.pk] is None:
            words = _("{number}: no position reads it, as its part is for others").format(number=node.number)
            yield _at(node, "audience", words)


@check
def objections_are_settled(looked):
    from .models import Remark

    for remark in Remark.objects.of_draft(looked.draft).open().objections().select_related("author", "section"):
        words = _("{author} objects: {text}").format(author=remark.author, text=Truncator(remark.text).chars(120))
        yield Finding("objection", words, remark.section.code if remark.section else "")


@check
def editorial_changes_are_small(looked):
    from .changes.guard import why_of_substance
    from .changes.recording import hidden_in

    numbers = {node.section_id: node.number for node in looked.nodes}
    for change in hidden_in(looked.draft):
        number, why = numbers.get(change.section_id, ""), why_of_substance(change.sensitive_tokens)
        words = _("{number}: marked as editorial, but {why}").format(number=number, why=why)
        yield Finding("editorial", words, change.section.code, number=number)


@check
def sections_say_something(looked):
    parents = {node.parent_id for node in looked.nodes}
    for node in looked.nodes:
        if node.pk not in parents and not any(text.markdown for text in node.version.texts.all()):
            yield _at(node, "empty", _("{number}: nothing is written there yet").format(number=node.number), is_grave=False)


@check
def both_languages_stand(looked):
    lacking = [node for node in looked.nodes if {text.language for text in node.version.texts.all()} < {"ru", "en"}]
    if lacking and len(lacking) < len(looked.nodes):
        words = ngettext("{n} section stands in one language only", "{n} sections stand in one language only", len(lacking))
        yield Finding("one_language", words.format(n=len(lacking)), lacking[0].section.code, False, lacking[0].number)


@check
def the_translation_follows(looked):
    for node in looked.nodes:
        before = looked.before(node)
        if before is None:
            continue
        changed = {text.language for text in node.version.texts.all() if _differs(before.text_in(text.language, fallback=False), text)}
        if looked.source in changed and len(changed) < len(node.version.texts.all()):
            words = _("{number}: the translation still says what was before").format(number=node.number)
            yield _at(node, "translation", words, is_grave=False)


@check
def numbers_are_links(looked):
    for node, text in looked.texts:
        if found := NUMBER_BY_HAND.search(text.markdown):
            words = _("{number}: “{words}” is typed by hand, a link would follow the number").format(number=node.number, words=found[0])
            yield _at(node, "number", words, is_grave=False)


@check
def somebody_answers_questions(looked):
    if looked.draft.regulation.owner_id is None:
        yield Finding("owner", _("The document has no owner: readers do not know whom to ask."), is_grave=False)


def _differs(before, after):
    return before is None or before.content_hash != after.content_hash
