"""Untranslated or fuzzy Russian is an error, and so is a sentence of a template or module that no catalogue has."""

import re
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent
RUSSIAN = ROOT / "crm_project" / "locale" / "ru" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
SKIPPED = {".venv", "node_modules", "var", "tests"}


def main():
    if not RUSSIAN.exists():
        return 0
    catalogue = polib.pofile(str(RUSSIAN))
    complaints = [*broken(catalogue), *missing(catalogue)]
    print("\n".join(complaints))
    return 1 if complaints else 0


def broken(catalogue):
    for entry in catalogue:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"untranslated: {entry.msgid!r}"
        else:
            yield from _lost_placeholders(entry)


def _lost_placeholders(entry):
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    wanted = _placeholders(entry.msgid_plural or entry.msgid)
    for text in texts:
        if extra := _placeholders(text) - wanted - _placeholders(entry.msgid):
            yield f"unknown placeholder {sorted(extra)} in the Russian of {entry.msgid!r}"


def _placeholders(text):
    return {found.group(1) or found.group(2) for found in PLACEHOLDER.finditer(text)}


def missing(catalogue):
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}
    for place, context, words in sorted(set(sentences()), key=str):
        if (context, words) not in known:
            yield f"not in the catalogue: {words!r} ({place})"


def sentences():
    """(file, context, msgid) of everything marked for translation, found without gettext."""
    from crm_project.embedded.marked_text import in_python, in_template

    for path in _files("*.py"):
        yield from ((path.relative_to(ROOT), *found) for found in in_python(path.read_text(encoding="utf-8")))
    for path in _files("*.html", "*.txt", "*.md"):
        yield from ((path.relative_to(ROOT), *found) for found in in_template(path.read_text(encoding="utf-8")))


def _files(*patterns):
    for pattern in patterns:
        for path in ROOT.rglob(pattern):
            parts = set(path.relative_to(ROOT).parts)
            if not parts & SKIPPED and (pattern == "*.py" or "templates" in parts):
                yield path


if __name__ == "__main__":
    sys.exit(main())
