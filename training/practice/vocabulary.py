"""How people call what practical tasks know: the words of the form a task is written with.

Apps say them beside what they register in `knowing`; what has no word here is written as text by whoever knows how.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .controls import Choice, Given, Moment, Number, Several, Text, Tick, Yes

IS, NOT_BEFORE, NOT_AFTER, AT_LEAST, ONE_OF = (
    pgettext_lazy("a condition", "is"),
    _("not before"),
    _("not after"),
    _("at least"),
    _("one of"),
)
AT_MOST, ONE_OR_MORE, DID, DID_NOT = _("at most"), _("one or more"), _("it happened"), _("it did not happen")


@dataclass(frozen=True)
class Word:
    """One condition or fact: how it is called, how it is compared, and what it takes."""

    label: Any
    how: Any
    control: Any
    is_needed: bool = False


@dataclass(frozen=True)
class Known:
    """`words` are {name: Word}; `makes` is the kind of record a maker makes, `about` those a judge or an event is about."""

    label: Any
    words: dict = field(default_factory=dict)
    makes: str = ""
    about: tuple = ()
    usual: str = ""


FAKES = {
    "person": _("Made-up person"),
    "company": _("Made-up company"),
    "phone": _("Made-up phone"),
    "email": _("Made-up e-mail address"),
    "sum": _("Sum of money"),
    "number": _("Number of a contract"),
    "careless_name": _("Careless name of a deal"),
}

_subjects: dict[str, Known] = {}
_makers: dict[str, Known] = {}
_pickers: dict[str, Known] = {}
_judges: dict[str, Known] = {}
_events: dict[str, Known] = {}
_starts: dict[str, Any] = {}


def subject(kind, label, /, **words):
    _subjects[kind] = Known(label, words)


def maker(name, label, /, *, makes, **words):
    _makers[name] = Known(label, words, makes=makes, about=(f"made:{makes}",))


def picker(name, label, /, *, usual, **variants):
    """`usual` is how it is named in a text; `variants` are {what follows the name: (facts, label)}, and without a
    label of its own one of them is always chosen."""
    _pickers[name] = Known(label, variants, usual=usual)


def judge(name, label, *, about=""):
    _judges[name] = Known(label, about=(f"made:{about}", f"found:{about}") if about else ())


def event(name, label, /, **details):
    """Something the history of a record says: `details` are what it may have to tell besides."""
    kind = name.partition(".")[0]
    _events[name] = Known(label, details, about=(f"made:{kind}", f"found:{kind}"))


def start(name, label):
    _starts[name] = label


def subjects():
    return _subjects


def makers():
    return _makers


def pickers():
    return _pickers


def judges():
    return _judges


def events():
    return _events


def starts():
    return _starts


def sources():
    """{code of a row: (how it is called, the source as a spec holds it, its kind, how it is named at first)}"""
    found = {f"fake:{name}": (label, {"fake": name}, f"fake:{name}", name) for name, label in FAKES.items()}
    for name, known in _pickers.items():
        if known.label:
            found[f"pick:{name}"] = (known.label, {"pick": name}, f"pick:{name}", known.usual)
        for code, (facts, label) in known.words.items():
            found[f"pick:{name}:{code}"] = (label, {"pick": name} | facts, f"pick:{name}", known.usual)
    return found


# -- words of several apps ---------------------------------------------------------------

PHONE = Word(_("Phone"), IS, Given("fake:phone"))
OWNER = Word(_("Responsible"), IS, Given("pick:colleague"))
DUE_FROM, DUE_UNTIL = Word(_("Due"), NOT_BEFORE, Moment()), Word(_("Due"), NOT_AFTER, Moment())


def yes(label):
    return Word(label, "", Yes())


def one_of(label, *choices):
    """`choices` are (value as a spec holds it, how it is called)."""
    return Word(label, IS, Choice(*choices))


def letters(label):
    return Word(label, AT_LEAST, Number(1, 500))


def given(label, *kinds, literal="", needed=False):
    """One of what the task is given; `literal` says that a text or a sum may be written out instead."""
    return Word(label, IS, Given(*kinds, literal=literal), needed)


def several(label, *kinds):
    return Word(label, ONE_OF, Several(*kinds))


def tick(label):
    return Word(label, "", Tick())


def text(label):
    return Word(label, IS, Text())


def number(label, low, high):
    return Word(label, IS, Number(low, high))


PAGE_OF_VIEW, HELD_BY_VIEW = one_of(_("Page")), one_of(_("What it holds"))


def held(page, label, choices):
    """A page whose saved views a task may ask for, and what they may hold: [(conditions, how they are called)]."""
    PAGE_OF_VIEW.control.learn(page, label)
    for value, called in choices:
        HELD_BY_VIEW.control.learn(value, called)
