"""What a number is: mobile, of the office, of the home. The kind is kept with the number as a code."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

KINDS = {
    "mobile": _("mobile"),
    "work": _("work"),
    "direct": _("work, direct"),
    "home": _("home"),
    "fax": _("fax"),
    "other": _("other"),
}
# The first that is found in a title decides: «Рабочий прямой телефон» is a direct one.
_WORDS = {
    "direct": ("прям", "direct"),
    "mobile": ("мобил", "сотов", "моб.", "mobile", "cell"),
    "home": ("домаш", "дом.", "home"),
    "fax": ("факс", "fax"),
    "work": ("рабоч", "раб.", "work", "business", "office"),
    "other": ("друг", "other"),
}


@lru_cache(maxsize=256)
def kind_of_title(title):
    """The kind that the title of a column tells, or nothing."""
    low = title.casefold()
    return next((kind for kind, words in _WORDS.items() if any(word in low for word in words)), "")
