"""A file becomes the draft of a document: of a new one, or the next edition of one that has no draft yet. Never more than a draft."""

from types import SimpleNamespace

from django.db import IntegrityError, transaction

from accounts.models import Position, User
from timeline.models import Entry

from ..handbook_files import PageFile
from ..media.keeping import keep as keep_file
from ..models import BroughtFile, Edition, Regulation
from ..refusals import CodeTaken, DraftExists, NotAllowed
from ..writing import link_by_code, sweep
from . import attachments
from .found import Found
from .refusals import DraftStands, PositionsMissing


def keep(found, name, *, by):
    """Lay what was read aside until the person has looked at it; an earlier file of theirs is forgotten."""
    facts = {"name": name[:200], "found": found.as_json()}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        BroughtFile.objects.of(by).delete()
        for file in found.files:
            keep_file(file, by=by)
        return BroughtFile.objects.create(by=by, **facts)


def take_in(brought, *, code, genre, by):
    """The draft that says what the file says, `told` the sentences of what came beside it; all of it or nothing.

    None if this file was taken in already.
    """
    if not by.may("edit", "regulation"):
        raise NotAllowed
    with transaction.atomic():
        held = BroughtFile.objects.select_for_update().filter(pk=brought.pk, by=by).first()
        if held is None:
            return None
        found = Found(**held.found)
        ids = _position_ids(found)
        regulation = Regulation.objects.filter(code=code, retired_at__isnull=True).first()
        draft = _next(regulation, found, ids, by) if regulation else _first(code, genre, found, ids, by)
        draft.write(list(_pages(found, draft.base)), by=by)
        _set_audiences(draft, found, ids)
        sweep(draft.regulation)
        draft.told = attachments.take(draft, found.attached, by)
        facts = {"code": code, "number": draft.label, "source": found.source, "name": held.name}
        draft.regulation.record("file_taken_in", by=by, audience=Entry.Audience.ADMINS, **facts)
        held.delete()
    return draft


def _first(code, genre, found, ids, by):
    titles = {language: words.get("title", "") for language, words in found.header.items() if language != "facts"}
    try:
        with transaction.atomic():
            regulation = Regulation.found(code, genre, titles, by=by)
    except IntegrityError:
        raise CodeTaken(code) from None
    draft = regulation.draft
    draft.header = _header(found, {}, ids)
    draft.save(update_fields=["header"])
    return draft


def _next(regulation, found, ids, by):
    draft = regulation.draft
    if draft and draft.nodes.exists():
        raise DraftStands(regulation.code)
    try:
        draft = draft or regulation.start_draft(by=by, header=_last_header(regulation))
    except DraftExists:
        raise DraftStands(regulation.code) from None
    draft.header, draft.authors = _header(found, draft.header, ids), sorted({*draft.authors, by.pk})
    draft.save(update_fields=["header", "authors"])
    return draft


def _last_header(regulation):
    base = regulation.editions.valid().order_by("effective_at").last()
    return base.header if base else {}


def _header(found, before, ids):
    """What the document said of itself, with what the file says put over it."""
    languages = {language: {**before.get(language, {}), **words} for language, words in found.header.items() if language != "facts"}
    facts = dict(found.header.get("facts", {}))
    if "positions" in facts:
        facts["positions"] = sorted(ids[name] for name in facts["positions"])
    facts = {**before.get("facts", {}), **{name: value for name, value in facts.items() if value}}
    return {**before, **languages} | ({"facts": facts} if facts else {})


def _position_ids(found):
    """{name: id} of the positions the file names; none of them is made up, as a section for nobody would be one for everybody."""
    wanted = {name for page in found.pages for name in page["audience"]} | set(found.header.get("facts", {}).get("positions", []))
    ids = dict(Position.objects.live().filter(name__in=wanted).values_list("name", "pk"))
    if missing := sorted(wanted - set(ids)):
        raise PositionsMissing(missing)
    return ids


def _pages(found, base):
    """As `Edition.write` takes them; a section keeps its code by its title, and its words in the other language."""
    codes, others = _known_in(base) if base and found.source != "bundle" else ({}, {})
    renamed = {page["code"]: next((codes[title] for title, _text in page["texts"].values() if title in codes), "") for page in found.pages}
    used = list(renamed.values())
    renamed = {old: new if new and used.count(new) == 1 and (new == old or new not in renamed) else old for old, new in renamed.items()}
    for page in found.pages:
        code = renamed[page["code"]]
        kept_links = str if found.source == "bundle" else link_by_code
        texts = {language: (title, kept_links(text)) for language, (title, text) in page["texts"].items()}
        kept = {language: _stand_in(*page["texts"][language], ids) for language, ids in page["ids"].items()}
        yield PageFile(code, page["number"], renamed.get(page["parent"], ""), others.get(code, {}) | texts, kept)


def _known_in(base):
    """{title: code}, {code: {language: (title, markdown)}} of the edition before."""
    nodes = list(base.nodes.with_texts())
    codes = {text.title: node.section.code for node in nodes for text in node.version.texts.all()}
    return codes, {node.section.code: {text.language: (text.title, text.markdown) for text in node.version.texts.all()} for node in nodes}


def _stand_in(title, markdown, ids):
    """The text as it was where it comes from: blocks found again in it keep their ids."""
    from ..blocks import blocks_of

    blocks = blocks_of(markdown)
    if len(blocks) != len(ids):
        return None
    return SimpleNamespace(markdown=markdown, blocks=[{**block, "id": id} for block, id in zip(blocks, ids, strict=True)])


def _set_audiences(draft, found, ids):
    by_number = {page["number"]: page for page in found.pages}
    nodes = [node for node in draft.nodes.all() if node.number in by_number]
    base = draft.base
    before = {node.section_id: node for node in base.nodes.all()} if base and found.source != "bundle" else {}
    for node in nodes:
        page, known = by_number[node.number], before.get(node.section_id)
        node.audience = known.audience if known else sorted(ids[name] for name in page["audience"])
        node.required_reading = known.required_reading if known else page["required_reading"]
    type(nodes[0]).objects.bulk_update(nodes, ["audience", "required_reading"])


def targets(user):
    """Documents a file may become the next draft of: those in use without text in a draft."""
    return _in_use(user).exclude(pk__in=_being_written())


def busy(user):
    """Codes of the documents in use that a draft is being written of."""
    return list(_in_use(user).filter(pk__in=_being_written()).values_list("code", flat=True))


def _in_use(user):
    return Regulation.objects.visible_to(user).filter(retired_at__isnull=True)


def _being_written():
    return Edition.objects.drafts().filter(nodes__isnull=False).values("regulation")
