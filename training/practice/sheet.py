"""The rows of a practical task as a page shows them, and the spec they say: one pass, so that every row knows what stands before it.

`Sheet.spec` is what is kept; `Sheet.is_sound` says whether anything is marked. Marks are sentences beside their fields.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..texts import LANGUAGES
from . import vocabulary
from .controls import Choice, Given, Number, Text, Wrong
from .rows import Detail, Field, Row, Sections, Start, which_one
from .spec import LONGEST_NAME, LONGEST_TEXT, MOST_CHECKS
from .state import HOW_MANY, MARK, NAME, looks

LONGEST_MISS = 1000
HAPPENED = Choice(("yes", vocabulary.DID), ("no", vocabulary.DID_NOT))


class Sheet:
    """`sections` are [(document, [(code, label)])], `kept` the codes the task names already."""

    def __init__(self, state, *, sections=(), kept=(), is_judged=False):
        self.state, self.is_judged, self.is_sound = state, is_judged, True
        self.sections, self.kept, self.names = sections, set(kept), []
        self.taken = [row["name"] for row in [*state["given"], *state["prepare"]]]
        self.notes, self.given, self.prepare, self.checks, self.first_mark = {}, [], [], [], ""
        given = self._givens()
        prepare = [self._prepared(n, row) for n, row in enumerate(state["prepare"])]
        self.places = [place for _kind, place, _label in self.names]
        checks = [self._check(n, row) for n, row in enumerate(state["checks"])]
        facts = self._facts()
        self.spec = facts | {"given": given, "prepare": prepare, "checks": checks}

    # -- what a row says -----------------------------------------------------------------

    def _take(self, one, needed=False):
        """The value of a field; a mark where it makes no sense, or says nothing and has to."""
        try:
            value = one.control.gather(one.typed, one.names)
            if needed and value is None:
                raise Wrong(_("Say something here."))
        except Wrong as wrong:
            self._mark(one, wrong.words)
            return None
        return value

    def _mark(self, one, words):
        self.is_sound = False
        if self.is_judged:
            one.error = one.error or words
            self.first_mark = self.first_mark or one.name

    def _name(self, key, name):
        one = Field(f"{key}-name", pgettext("a row", "Name"), Text(), {"": name})
        if not NAME.match(name):
            self._mark(one, _("A name is one word of letters and numbers, up to 40."))
        elif self.taken.count(name) > 1:
            self._mark(one, _("Two rows have this name."))
        return one

    def _givens(self):
        spec, sources = {}, vocabulary.sources()
        for n, row in enumerate(self.state["given"]):
            key, known = f"given-{n}", sources.get(row["what"])
            what = Field(
                f"{key}-what",
                pgettext("a row", "What it is"),
                Choice(*((code, label) for code, (label, *_rest) in sources.items())),
                {"": row["what"]},
            )
            if self._take(what, needed=True) and known:
                spec[row["name"]] = known[1]
                self.names.append((known[2], f"{{{{{row['name']}}}}}", f"{row['name']} – {known[0]}"))
            fields = [self._name(key, row["name"]), what]
            self.given.append(Row(key, n + 1, row["name"], [(f"{key}-was", row["was"])], fields, drop=f"remove:given:{n}"))
        return spec

    def _prepared(self, n, row):
        key, known = f"prepare-{n}", vocabulary.makers()[row["make"]]
        named, fields, spec = self._name(key, row["name"]), [], {"make": row["make"], "as": row["name"]}
        for name, word in known.words.items():
            one = Field(f"{key}-fact-{name}", word.label, word.control, row["facts"].get(name, {}), list(self.names))
            value = self._take(one, needed=word.is_needed)
            spec |= {name: value} if value is not None else {}
            fields.append(one)
        self.names.append((f"made:{known.makes}", f"{{{{{row['name']}}}}}", f"{row['name']} – {known.label}"))
        hidden = [(f"{key}-was", row["was"]), (f"{key}-make", row["make"])]
        self.prepare.append(Row(key, n + 1, known.label, hidden, [named, *fields], drop=f"remove:prepare:{n}"))
        return spec

    def _check(self, n, row):
        key, known = f"check-{n}", looks()[row["look"]]
        kind, _colon, name = row["look"].partition(":")
        hidden = [(f"{key}-id", row["id"]), (f"{key}-look", row["look"])]
        shown = Row(key, n + 1, known.label, hidden, [], drop=f"remove:checks:{n}")
        self.checks.append(shown)
        said = {"find": self._find, "event": self._event, "judge": self._judge}[kind]
        spec = {"id": row["id"]} | said(key, name, known, row, shown)
        if not row["id"] or len(row["id"]) > 40 or [one["id"] for one in self.state["checks"]].count(row["id"]) > 1:
            self.is_sound = False
        miss = {}
        for language, label in zip(LANGUAGES, (_("What is missing, in Russian"), _("What is missing, in English")), strict=True):
            one = Field(f"{key}-{language}", label, Text(LONGEST_MISS), {"": row[language]}, is_wide=True)
            miss |= {language: value} if (value := self._take(one)) else {}
            self._places_of(one, row[language])
            shown.fields.append(one)
        if not miss:
            self._mark(shown.fields[-len(LANGUAGES)], _("Say what is missing: whoever did not do it reads this."))
        section = Field(f"{key}-section", _("Where it is explained"), self._sections(_("as of the whole task")), {"": row["section"]})
        shown.fields.append(section)
        spec |= {"section": value} if (value := self._take(section)) else {}
        self.names.append((f"found:{name}", f"${row['id']}", _("what check %(n)s found") % {"n": n + 1})) if kind == "find" else None
        return spec | {"miss": miss}

    def _find(self, key, name, known, row, shown):
        spec, where = {"find": name}, {}
        which = Field(f"{key}-which", _("Which one"), which_one(name), row["which"], list(self.names))
        if len(which.choices) > 1:
            shown.fields.append(which)
        spec |= {"given": value} if (value := self._take(which)) else {}
        count = Field(f"{key}-count", _("How many"), HOW_MANY, row["count"])
        shown.fields.append(count)
        spec |= dict([value]) if (value := self._take(count)) else {}
        for word, typed in row["where"]:
            about = known.words[word]
            one = Field(
                f"{key}-where-{word}",
                about.label,
                about.control,
                typed,
                list(self.names),
                about.how,
                drop=f"remove:checks:{shown.place - 1}:{word}",
            )
            value = self._take(one, needed=True)
            where |= {word: value} if value is not None else {}
            shown.conditions.append((word, one))
        left = [(word, f"{about.label} {about.how}".strip()) for word, about in known.words.items() if word not in dict(row["where"])]
        shown.more = left
        return spec | ({"where": where} if where else {})

    def _event(self, key, name, known, row, shown):
        happened = Field(f"{key}-happened", _("Did it happen"), HAPPENED, {"": row["happened"]})
        on = Field(f"{key}-on", _("To which one"), Given(*known.about, bare=True, blank=_("any")), row["on"], list(self.names))
        shown.fields.append(happened)
        spec = {"no_event" if self._take(happened, needed=True) == "no" else "event": name}
        if len(on.choices) > 1:
            shown.fields.append(on)
        spec |= {"on": value} if (value := self._take(on)) else {}
        told = [detail for detail in known.words if detail in row["with"]]
        for detail, label in known.words.items():
            shown.fields.append(Field(f"{key}-with", label, Detail(detail), {"": "on" if detail in told else ""}))
        return spec | ({"with": told} if told else {})

    def _judge(self, key, name, known, row, shown):
        spec = {"judge": name}
        if known.about:
            on = Field(f"{key}-on", _("Of which one"), Given(*known.about, bare=True), row["on"], list(self.names))
            shown.fields.append(on)
            spec |= {"on": self._take(on, needed=True)}
        return spec

    # -- the whole --------------------------------------------------------------------------

    def _facts(self):
        state = self.state
        self.minutes = Field("task-minutes", _("Minutes it takes"), Number(1, 240), {"": state["minutes"]})
        starts = [(name, str(label)) for name, label in vocabulary.starts().items()]
        self.start = Field("task-start", _("Where it begins"), Start(starts), {"": state["start"]}, list(self.names))
        self.section = Field("task-section", _("Where it is explained"), self._sections(_("nowhere")), {"": state["section"]})
        self.texts, text = [], {}
        for language, label in zip(LANGUAGES, (_("What is to be done, in Russian"), _("What is to be done, in English")), strict=True):
            one = Field(f"task-text_{language}", label, Text(LONGEST_TEXT), {"": state[f"text_{language}"]}, is_wide=True)
            text |= {language: value} if (value := self._take(one)) else {}
            self._places_of(one, state[f"text_{language}"])
            self.texts.append(one)
        if not text:
            self._mark(self.texts[0], _("Say what is to be done."))
        if not 1 <= len(state["checks"]) <= MOST_CHECKS:
            self.is_sound = False
            self.notes["checks"] = _("A task needs from 1 to %(most)s checks.") % {"most": MOST_CHECKS} if self.is_judged else ""
        facts = {"minutes": self._take(self.minutes, needed=True), "start": self._take(self.start) or ""}
        return facts | {"section": (self._take(self.section) or "")[:LONGEST_NAME], "text": text}

    def _places_of(self, one, text):
        """Every "{{name}}" of a text is to stand among the rows."""
        unknown = [name for name in MARK.findall(text) if f"{{{{{name}}}}}" not in self.places]
        if unknown:
            self._mark(one, _("“{{%(name)s}}” stands in the text, but no row has this name.") % {"name": unknown[0]})

    def _sections(self, blank):
        return Sections(self.sections, self.kept, blank)

    @property
    def sources(self):
        return [(code, label) for code, (label, *_rest) in vocabulary.sources().items()]

    @property
    def makers(self):
        return [(name, known.label) for name, known in vocabulary.makers().items()]

    @property
    def looks(self):
        """[(group, [(code, label)])] of what a check may look for."""
        groups = (("find", _("There is such a record")), ("event", _("It happened, or did not")), ("judge", _("A rule holds")))
        return [(label, [(code, known.label) for code, known in looks().items() if code.startswith(f"{kind}:")]) for kind, label in groups]

    @property
    def prepared_places(self):
        return [f"{{{{{row['name']}}}}}" for row in self.state["prepare"]]
