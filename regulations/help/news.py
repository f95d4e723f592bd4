"""Which sections changed lately and were not opened by a person since: the dot on a «?»."""

from datetime import timedelta

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from crm_project.lib import clock
from crm_project.lib.steady import mark, marked, steady

from ..models import EditionNode, Section
from ..models.help import HintSeen

_REMEMBERED_DAYS = 60
DAYS = Coalesce("edition__highlight_days", "edition__regulation__highlight_days")

mark(
    "handbook_changed",
    "EXISTS (SELECT FROM regulations_edition WHERE published_at IS NOT NULL AND previous_id IS NOT NULL"
    f" AND effective_at > now() - interval '{_REMEMBERED_DAYS + 30} days')",
)


def is_news(user, section_ids):
    """Those of the sections that changed within the window and that the person has not opened since; a set of ids."""
    return set(news_of(user)) & set(section_ids)


def news_of(user):
    """{section id: "CRM-01/stages"} of all news to a person, of sections they may read.

    Nothing is asked while no edition but the first is recent; else one question for all keys of a request.
    """
    if not getattr(user, "is_authenticated", False) or not marked(user, "handbook_changed"):
        return {}
    if not hasattr(user, "handbook_news"):
        user.handbook_news = _read_news(user)
    return user.handbook_news


def _read_news(user):
    now = clock.now()
    held = lambda at, days: max(now - timedelta(days=days), user.joined_at) < at <= now  # noqa: E731
    changed = {pk: max(fresh) for pk, told in _changed(user).items() if (fresh := [at for at, days in told if held(at, days)])}
    if not changed:
        return {}
    seen = HintSeen.objects.filter(user=user, section=OuterRef("pk")).values("seen_at")
    rows = Section.objects.visible_to(user).filter(pk__in=changed).annotate(seen_at=Subquery(seen))
    rows = rows.values_list("pk", "regulation__code", "code", "seen_at")
    return {pk: f"{regulation}/{code}" for pk, regulation, code, at in rows if at is None or at < changed[pk]}


def _changed(user):
    """{section id: (moment, days it is news) at which an edition changed it}, those to come too."""
    return steady(user, ("handbook changes",), _read)


def _read():
    since = clock.now() - timedelta(days=_REMEMBERED_DAYS)
    nodes = EditionNode.objects.filter(
        edition__published_at__isnull=False, edition__previous__isnull=False, edition__effective_at__gt=since
    ).annotate(at=F("edition__effective_at"), before=F("edition__previous"), days=DAYS)
    nodes = list(nodes.values_list("section_id", "version_id", "before", "at", "days"))
    earlier = EditionNode.objects.filter(edition__in={before for _section, _version, before, _at, _days in nodes})
    stood = set(earlier.values_list("section_id", "version_id", "edition_id"))
    found = {}
    for section, version, before, at, days in nodes:
        if (section, version, before) not in stood:
            found.setdefault(section, []).append((at, days))
    return found
