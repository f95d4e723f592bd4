"""What a hosted form asks: fields of a lead under words of the company's own, and up to three questions more."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

OWN = 3
LONGEST_LABEL = 120


@dataclass(frozen=True)
class Known:
    """A field of a lead; `ask` is whether a new form asks for it: "", "may" or "must"."""

    key: str
    label: object
    ask: str
    autocomplete: str = ""
    longest: int = 250


KNOWN = (
    Known("person", pgettext_lazy("person", "Name"), "must", "name"),
    Known("phone", gettext_lazy("Phone"), "must", "tel", 60),
    Known("email", gettext_lazy("E-mail"), "may", "email", 254),
    Known("company", gettext_lazy("Company"), "", "organization"),
    Known("comment", gettext_lazy("What they want"), "may", "", 5000),
)
BY_KEY = {one.key: one for one in KNOWN}


def words_for_clients(key):
    """How a form speaks to the client, in the language that is active: the label nobody has written yet."""
    return {
        "person": _("Your name"),
        "phone": _("Your phone"),
        "email": _("Your e-mail"),
        "company": pgettext("of the client", "Company"),
        "comment": _("What are you interested in?"),
    }[key]


def ready_questions():
    """[{key, label, must}] of a new form, in the language that is active."""
    return [{"key": one.key, "label": words_for_clients(one.key), "must": one.ask == "must"} for one in KNOWN if one.ask]
