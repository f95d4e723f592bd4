"""The default handbook as files: `handbook/<language>/<regulation>/NN-part.md`, the same sections in every language."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

HANDBOOK = Path(__file__).parent / "handbook"
LANGUAGES = ("ru", "en")
CLAUSE = re.compile(r"^## (?P<number>[\d.]+) (?P<title>.+) \{#(?P<code>[a-z0-9-]+)\}$", re.MULTILINE)


class LanguagesDiffer(Exception):
    """A section stands in one language and not in the other, or elsewhere."""


@dataclass
class PageFile:
    """A section as the files have it, ready for `Edition.write`."""

    code: str
    number: str
    parent: str
    texts: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)
    """{language: text as another system had it, with `markdown` and `blocks`}: a section that begins here keeps its blocks' ids."""


def header_of(regulation):
    """{language: {"title": …, "preface": …}}, with the measurable parameter and the figures it is bound to where there is one."""
    header = {}
    for language in LANGUAGES:
        facts, body = _front_matter(HANDBOOK / language / regulation / "index.md")
        header[language] = {"title": facts["title"], "preface": CLAUSE.split(body)[0].strip()}
        if facts.get("measure"):
            header[language]["measure"] = facts["measure"]
            header["facts"] = {"bindings": _bindings(facts["bindings"])}
    return header


def _bindings(words):
    """ "discipline 95, test:onboarding 80" as a header keeps it."""
    pairs = (pair.split() for pair in words.split(","))
    return [{"key": key, "least": int(least)} for key, least in pairs]


def terms():
    """(fields of a GlossaryTerm, code of its section such as "CRM-01/stages") of every word that comes with the handbook."""
    for row in json.loads((HANDBOOK / "terms.json").read_text(encoding="utf-8")):
        words = {f"term_{one}": row[one] for one in LANGUAGES}
        words |= {f"definition_{one}": row[f"means_{one}"] for one in LANGUAGES}
        yield words | {f"synonyms_{one}": row[f"also_{one}"] for one in LANGUAGES}, row["section"]


def pages_of(regulation, folder=HANDBOOK):
    """Every section of a regulation in reading order, its texts in all languages."""
    first, *others = ([*_pages_in(folder / language / regulation, language)] for language in LANGUAGES)
    for other in others:
        if [(page.code, page.number, page.parent) for page in first] != [(page.code, page.number, page.parent) for page in other]:
            raise LanguagesDiffer(regulation)
        for page, translated in zip(first, other, strict=True):
            page.texts |= translated.texts
    return first


def _pages_in(folder, language):
    for path in sorted(folder.glob("*.md"), key=lambda path: (path.name != "index.md", path.name)):
        facts, body = _front_matter(path)
        part = facts.get("code", "")
        if part:
            opening = CLAUSE.split(body)[0].strip()
            yield PageFile(part, facts["number"], "", {language: (facts["title"], opening)})
        yield from _clauses_in(body, part, language)


def _clauses_in(body, part, language):
    starts = list(CLAUSE.finditer(body))
    for found, following in zip(starts, [*starts[1:], None], strict=False):
        words = body[found.end() : following.start() if following else len(body)].strip()
        yield PageFile(found["code"], found["number"], part, {language: (found["title"], words)})


def _front_matter(path):
    _empty, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.split(": ", 1) for line in facts.splitlines())
    return {key: value.strip().strip('"') for key, value in pairs}, body
