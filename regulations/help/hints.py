"""A key as one person sees it: its words, the sections they may read, whether one of them is news."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from crm_project.lib import clock
from crm_project.lib.steady import steady

from ..book import Entry
from ..models import Edition, Section, SectionText
from ..models.help import HintLink
from .news import is_news, news_of
from .screens import HelpKey, keys


@dataclass(frozen=True)
class Hint:
    """`entries` are links to the sections, the primary one first; `is_unexplained` where no section belongs to the key at all."""

    of: HelpKey
    tip: str
    entries: tuple
    is_news: bool
    is_unexplained: bool

    @property
    def key(self):
        return self.of.key

    @property
    def name(self):
        return self.of.name

    @property
    def url(self):
        return reverse("regulations:hint", args=[self.key])


def hints_for(user, asked):
    """Hints of some HelpKeys in their order, by two questions however many there are."""
    language, own = get_language(), overrides(user)
    codes = {key.key: codes_of(key, own) for key in asked}
    shown = entries_of({code for found in codes.values() for code in found}, user, language)
    news = is_news(user, [entry.section_id for entry in shown.values()])
    return [_hint(key, codes[key.key], own, shown, news, language) for key in asked]


def _hint(key, codes, own, shown, news, language):
    entries = tuple(shown[code] for code in codes if code in shown)
    tip = own.get(key.key, ((), {}))[1].get(language) or key.tip
    return Hint(key, tip, entries, any(entry.section_id in news for entry in entries), not codes)


def codes_of(key, own):
    """Codes of the sections a key leads to in this company."""
    changed = own.get(key.key)
    return changed[0] if changed and changed[0] else key.sections


def overrides(user):
    """{help key: (codes, {language: tip})} of what the company has changed."""
    return steady(user, ("hint links",), _read_overrides)


def _read_overrides():
    found = {}
    for row in HintLink.objects.select_related("section__regulation"):
        codes, tips = found.get(row.help_key, ((), {}))
        found[row.help_key] = (codes + ((str(row.section),) if row.section else ()), row.tips or tips)
    return found


def entries_of(codes, user, language):
    """{code: Entry} of sections in force that the person may read."""
    if not codes or not user.may("see", "regulation"):
        return {}
    sections = Section.objects.visible_to(user).filter(code__in={code.partition("/")[2] for code in codes})
    texts = SectionText.objects.filter(version__section__in=sections)
    texts = texts.filter(version__nodes__edition__in=Edition.objects.in_force(clock.now())).annotate_place()
    fields = ("regulation_code", "section_code", "number", "title", "language", "version__section_id")
    found = {}
    for entry in sorted((Entry(*row) for row in texts.values_list(*fields)), key=lambda entry: entry.language == language):
        found[f"{entry.regulation}/{entry.code}"] = entry
    return {code: entry for code, entry in found.items() if code in codes}


def has_news(user, asked):
    """Whether one of these keys leads to a section with news; at most one question for all keys of a request."""
    changed = set(news_of(user).values())
    own = overrides(user) if changed else {}
    return any(code in changed for key in asked for code in codes_of(key, own)) if changed else False


def hint_for(user, key):
    """One hint by its key, None for a key nobody registered."""
    found = keys().get(key)
    return hints_for(user, [found])[0] if found else None
