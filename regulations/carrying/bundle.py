"""A document as a zip of Markdown: `regulation.json`, a file per section and language, `manifest.json` with the sha256 of each.

A section's file begins with its code, title and the ids of its blocks, so that marks and remarks survive the way there and back.
"""

import hashlib
import io
import json
import re
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm_project.lib.text import clean, clean_line

from .. import stored
from ..audience import position_names
from ..contents import DEEPEST
from ..media.marks import keys_in
from ..media.screening import ENDINGS, screened
from ..models import MediaFile
from ..models.regulation import REGULATION_CODE, Regulation
from ..models.section import SECTION_CODE
from ..passport import LANGUAGES, WORDS
from . import attachments, zips
from .found import LONGEST_TEXT, LONGEST_TITLE, MOST_SECTIONS, Found, a_page
from .refusals import Unfit
from .screening import bad_links_in, html_in

FORMAT = {"format": "ordo-handbook", "version": 1}
_OPENING = re.compile(r"\A---\n(?P<facts>(?:[a-z]+: [^\n]*\n)+)---\n(?P<text>.*)\Z", re.DOTALL)
_ID = re.compile(r"[0-9a-f]{8}\Z")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,2}\Z")
MOST_ATTACHED = 5 * 1024 * 1024
_MOMENT = (2020, 1, 1, 0, 0, 0)


# -- out ---------------------------------------------------------------------------


def packed(edition, by=None):
    """Bytes of the bundle of an edition; the same edition gives the same bytes."""
    nodes = list(edition.nodes.with_texts().select_related("parent__section"))
    names = position_names({pk for node in nodes for pk in node.audience} | set(_facts(edition).get("positions", [])))
    files = {"regulation.json": _json(_passport_of(edition, nodes, names))}
    for node in nodes:
        for text in node.version.texts.all():
            files[f"sections/{text.language}/{node.position:03d}-{node.section.code}.md"] = _page_of(node, text)
    files |= {f"media/{file.key}{ENDINGS[file.mime]}": stored.read(file) for file in _media_of(nodes)}
    files |= dict(attachments.of(edition, by))
    files["manifest.json"] = _json(FORMAT | {"files": {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())}})
    return _zipped(files)


def _media_of(nodes):
    keys = {key for node in nodes for text in node.version.texts.all() for key in keys_in(text.markdown)}
    return [file for _key, file in sorted(MediaFile.objects.of_keys(keys).items())]


def _facts(edition):
    return edition.header.get("facts", {})


def _passport_of(edition, nodes, names):
    regulation = edition.regulation
    facts = {name: value for name, value in _facts(edition).items() if name not in ("issued_on", "revised_on")}
    facts["positions"] = [names[pk] for pk in facts.get("positions", []) if pk in names]
    return {
        "code": regulation.code,
        "kind": regulation.genre,
        "source_language": regulation.source_language,
        "edition": edition.label,
        "header": {**edition.header, "facts": facts},
        "sections": [
            {
                "code": node.section.code,
                "number": node.number,
                "parent": node.parent.section.code if node.parent else "",
                "audience": sorted(names[pk] for pk in node.audience if pk in names),
                "required_reading": node.required_reading,
            }
            for node in nodes
        ],
    }


def _page_of(node, text):
    ids = " ".join(block["id"] for block in text.blocks)
    facts = f"code: {node.section.code}\ntitle: {json.dumps(text.title, ensure_ascii=False)}\nblocks: {ids}\n"
    return f"---\n{facts}---\n{text.markdown}\n".encode()


def _json(facts):
    return (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# -- in ----------------------------------------------------------------------------


def unpacked(data):
    """The Found in the bytes of a bundle; refuses with Unfit, whatever was put into it."""
    files = _checked_files(zips.opened(data))
    passport = _loaded(files["regulation.json"])
    try:
        return _found(passport, files)
    except (KeyError, TypeError, AttributeError, ValueError, ValidationError):
        raise Unfit(_("The header of the bundle cannot be read.")) from None


def _checked_files(archive):
    names = {name for name in archive.namelist() if not name.endswith("/")}
    if not {"manifest.json", "regulation.json"} <= names:
        raise Unfit(_("This is no bundle of a handbook: it has no manifest."))
    manifest = _loaded(zips.read(archive, "manifest.json"))
    sums = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(sums, dict) or manifest.get("format") != FORMAT["format"] or manifest.get("version") != FORMAT["version"]:
        raise Unfit(_("This is no bundle of a handbook: it has no manifest."))
    if set(sums) != names - {"manifest.json"}:
        raise Unfit(_("The manifest names other files than the bundle has."))
    files = {name: zips.read(archive, name) for name in sorted(sums)}
    for name, body in files.items():
        if hashlib.sha256(body).hexdigest() != sums[name]:
            raise Unfit(_("{name} was changed after the export: its sum does not agree.").format(name=name))
    return files


def _loaded(body):
    try:
        return json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unfit(_("The file is not in UTF-8.")) from None
    except (ValueError, RecursionError):
        raise Unfit(_("The header of the bundle cannot be read.")) from None


def _found(passport, files):
    REGULATION_CODE(passport["code"])
    if passport["kind"] not in Regulation.Genre.values or passport["source_language"] not in LANGUAGES:
        raise ValueError
    pages = {}
    for place in passport["sections"]:
        _check_place(place, pages)
        where = {"audience": [clean_line(name) for name in place["audience"]], "required_reading": bool(place["required_reading"])}
        pages[place["code"]] = a_page(place["code"], place["number"], place["parent"], {}, **where)
    for name, body in files.items():
        if name.startswith("sections/"):
            _take_text(name, body, pages)
    if not pages or any(not page["texts"] for page in pages.values()):
        raise Unfit(_("The bundle has sections without a text."))
    found = Found("bundle", passport["code"], passport["kind"], passport["source_language"], _header(passport["header"]), [*pages.values()])
    found.files = [_media(name, body) for name, body in files.items() if name.startswith("media/")]
    found.attached = {name: _text_of(name, files[name]) for name in attachments.known(files)}
    if found.attached:
        found.remarks = [_("Questions of the tests come along: they become drafts, and nobody is asked them before you put them to use.")]
    words = _("Questions of the tests are in {name}: they are imported on the page of questions.")
    found.remarks += [words.format(name=name) for name in files if name.endswith(".gift") and name not in found.attached]
    return found


def _text_of(name, body):
    if len(body) > MOST_ATTACHED:
        raise Unfit(_("{name}: the text or its title is too long.").format(name=name))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(_("{name} is not in UTF-8.").format(name=name)) from None


def _media(name, body):
    """A picture or file of the bundle, under the name that its own bytes give it."""
    file = screened(body, name)
    if file.key != name.removeprefix("media/").partition(".")[0]:
        raise Unfit(_("{name} was changed after the export: its sum does not agree.").format(name=name))
    return file


def _check_place(place, pages):
    """A part, or what stands in a section that came before it; codes and numbers are nobody else's."""
    SECTION_CODE(place["code"])
    is_placed = not place["parent"] or place["parent"] in pages
    if is_placed and _depth(place, pages) > DEEPEST:
        raise Unfit(_("{code} stands on a fourth level: there are parts, sub-sections and clauses.").format(code=place["code"]))
    is_taken = place["code"] in pages or place["number"] in {page["number"] for page in pages.values()}
    if not is_placed or is_taken or not _NUMBER.match(place["number"]) or len(place["code"]) > 60 or len(pages) >= MOST_SECTIONS:
        raise ValueError


def _depth(place, pages):
    return 1 + _depth(pages[place["parent"]], pages) if place["parent"] else 1


def _take_text(name, body, pages):
    language = name.split("/")[1]
    try:
        opening = _OPENING.match(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unfit(_("{name} is not in UTF-8.").format(name=name)) from None
    if opening is None or language not in LANGUAGES:
        raise Unfit(_("{name} does not begin as a section does.").format(name=name))
    facts = dict(line.split(": ", 1) for line in opening["facts"].splitlines())
    title, text, ids = clean_line(json.loads(facts["title"])), clean(opening["text"]), facts.get("blocks", "").split()
    if len(text) > LONGEST_TEXT or len(title) > LONGEST_TITLE or not title.strip():
        raise Unfit(_("{name}: the text or its title is too long.").format(name=name))
    screen(name, f"{title}\n\n{text}")
    page = pages[facts["code"]]
    page["texts"][language] = [title, text]
    page["ids"][language] = ids if all(_ID.match(one) for one in ids) and len(set(ids)) == len(ids) else []


def screen(name, markdown):
    """Refuse a text that brings html or a link no reader should follow."""
    if html := html_in(markdown):
        raise Unfit(_("{name} has raw HTML: {html}. A handbook is plain Markdown.").format(name=name, html=html[:60]))
    if links := bad_links_in(markdown):
        raise Unfit(_("{name} has a link that is not followed: {link}").format(name=name, link=links[0][:60]))


def _header(header):
    kept = {}
    for language in LANGUAGES:
        words = {name: clean(text) for name, text in header.get(language, {}).items() if name in WORDS}
        if words:
            for text in words.values():
                screen("regulation.json", text)
            kept[language] = words
    facts = header.get("facts", {})
    kept["facts"] = {name: clean_line(facts[name]) for name in ("author", "company") if facts.get(name)}
    if any(len(kept["facts"].get(name, "")) > longest for name, longest in (("author", 120), ("company", 200))):
        raise Unfit(_("{name}: the text or its title is too long.").format(name="regulation.json"))
    kept["facts"] |= {
        "confidential": bool(facts.get("confidential")),
        "positions": [clean_line(name) for name in facts.get("positions", [])],
    }
    return kept
