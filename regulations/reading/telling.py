"""Who is told what about reading; everybody once, by what they have just come to owe."""

from collections import defaultdict

from django.utils import translation

from accounts.models import Workspace
from notifications.telling import notify

from ..changes.diffs import changes_for
from ..changes.excerpts import excerpts
from ..links import without_links
from ..models import ReadingAssignment, ReadingItem, SectionText

REASON, KIND = ReadingAssignment.Reason, ReadingItem.Kind
WORDS_A_MINUTE = 140
NAMED = 3
AT_MOST_SECONDS = 3

_alongside = []


def told_alongside(callback):
    """`callback(edition, user ids)` answers {user id: details} that stand in the same notice: an app above asks for more than reading."""
    if callback not in _alongside:
        _alongside.append(callback)
    return callback


def edition_key(edition):
    """Under which key everybody is told once of an edition that came into force."""
    return f"reading.edition:{edition.pk}"


def tell(plan, snapshot):
    """After the rows are written: each person of what is new for them, a new colleague of the path, in one notice."""
    told = {person: items for person, items in plan.newly_owed.items() if items}
    if not told:
        return
    more = _more(plan, snapshot.edition, list(told))
    told = _without_the_announced(told, more, plan, snapshot.edition)
    words = Words([item for items in told.values() for item in items])
    quoted = excerpts_for(told, plan, snapshot)
    by_key = defaultdict(dict)
    for items in told.values():
        reading = items[0].assignment
        by_key[_verb(reading, items, plan), _key(reading, items, plan)][reading.user] = {
            "code": snapshot.regulation.code,
            "edition": snapshot.edition.label,
            "due": plan.deadlines.table.local_date(reading.user, min(item.due_at for item in items)).isoformat(),
            **words.about(items),
            "by": str(plan.by) if plan.by else "",
            "excerpts": quoted.get(reading.user_id, []),
            **more.get(reading.user_id, {}),
        }
    for (verb, key), people in by_key.items():
        notify(list(people), verb, snapshot.regulation, key=key, details_of={person.pk: details for person, details in people.items()})


def _without_the_announced(told, more, plan, edition):
    """What was announced to somebody is not told them again, unless more comes with it, as a test does."""
    from .announcing import is_known

    known = is_known(edition, told) - set(more) if plan.reason == REASON.PUBLISH else set()
    return {user: items for user, items in told.items() if user not in known}


def excerpts_for(told, plan, snapshot):
    """{user id: lines in their language}: the first changed words of what each is to read, as far as the time allows."""
    if plan.reason != REASON.PUBLISH:
        return {}
    pairs, usual = {}, Workspace.current().language
    for user, items in told.items():
        language = items[0].assignment.user.language or usual
        known = [(item, plan.known.get((user, item.section_id))) for item in items if item.version_id]
        pairs[user] = [(item, (since, item.version_id, language)) for item, since in known if since][:NAMED]
    asked = [pair for found in pairs.values() for _item, pair in found]
    changes = changes_for(asked, source=snapshot.regulation.source_language, seconds=AT_MOST_SECONDS)
    lines = {pair: _quoted(found, pair[2]) for pair, found in changes.items() if found}
    return {
        user: [f"{snapshot.nodes[item.section_id].number} {line}" for item, pair in found for line in lines.get(pair, ())]
        for user, found in pairs.items()
    }


def _quoted(changes, language):
    with translation.override(language):
        return [without_links(line, "…") for line in excerpts(changes, 1)]


def _more(plan, edition, people):
    found: dict = defaultdict(dict)
    for callback in _alongside if plan.reason == REASON.PUBLISH else ():
        for user, details in callback(edition, people).items():
            found[user] |= details
    return found


class Words:
    """How sections are called and how long they are, by one query for all of them."""

    def __init__(self, items):
        self._titles, self._lengths = defaultdict(dict), defaultdict(int)
        versions = {item.version_id for item in items if item.version_id}
        rows = SectionText.objects.filter(version__in=versions).values_list("version_id", "language", "title", "search_text")
        for version, language, title, text in rows:
            self._titles[version][language] = title
            self._lengths[version] = max(self._lengths[version], len(text.split()))

    def about(self, items):
        """{"sections", "gone", "minutes", "titles": {language: the first names}} of items, as a notice keeps it."""
        there = [item for item in items if item.version_id]
        titles = defaultdict(list)
        for item in there[:NAMED]:
            for language, title in self._titles[item.version_id].items():
                titles[language].append(title)
        length = sum(self._lengths[item.version_id] for item in there)
        return {
            "sections": len(items),
            "gone": len(items) - len(there),
            "minutes": max(1, round(length / WORDS_A_MINUTE)),
            "titles": dict(titles),
        }


def _verb(reading, items, plan):
    if _is_path(reading, plan):
        return "reading.path"
    return "reading.again" if all(item.kind == KIND.WHOLE for item in items) else "reading.asked"


def _is_path(reading, plan):
    """What is published while a new colleague walks their path is told as to everybody."""
    return reading.reason == REASON.HIRE and plan.reason != REASON.PUBLISH


def _key(reading, items, plan):
    """One notice of an edition to a person; a new colleague is told of all documents at once."""
    if _is_path(reading, plan):
        return f"reading.path:{reading.user_id}:{reading.user.joined_at:%Y-%m-%d}"
    if plan.reason == REASON.PUBLISH:
        return edition_key(reading.edition)
    last = max(items, key=lambda item: (item.started_at, item.pk))
    return f"reading.asked:{reading.pk}:{last.pk}:{last.started_at.isoformat()}"
