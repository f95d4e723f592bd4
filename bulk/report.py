"""What came of an act, for its page, its dialog and its file: refusals by their reason, each card with its address."""

from django.utils.translation import gettext as _

from .verbs import verbs_of

SHOWN = 30


def report_of(act, user):
    """{groups, failure, verbs}: [(words, number, [(name, address)])], at most so many cards of each reason.

    `verbs` are what can be done with the refused ones next.
    """
    if act.is_busy:
        return {"groups": [], "failure": "", "verbs": []}
    reasons = list(act.items.reasons()[:20])
    cards = {words: [] for words, _number in reasons}
    for words in cards:
        cards[words] = list(act.items.refused().filter(words=words)[:SHOWN])
    urls = _addresses(act, user, [item.record_id for items in cards.values() for item in items])
    groups = [(words, number, [_told(item, urls) for item in cards[words]]) for words, number in reasons]
    return {"groups": groups, "failure": failure_of(act), "verbs": verbs_of(act.kind_of, user) if groups else []}


def failure_of(act):
    if act.state != act.State.FAILED:
        return ""
    return _("Your rights have changed meanwhile, so the rest was left as it was.") if act.error == "no_right" else act.error


def rows_of(act, base, user):
    """The refused cards as a table: number, name, reason, address."""
    items = list(act.items.refused())
    urls = _addresses(act, user, [item.record_id for item in items])
    for item in items:
        name, url = _told(item, urls)
        yield [item.record_id, name, item.words, f"{base}{url}" if url else ""]


def head():
    return [_("No."), _("Name"), _("Why it was refused"), _("Address")]


def _told(item, urls):
    """(name, address); a card that went out of sight since is a number."""
    url = urls.get(item.record_id, "")
    return (item.name, url) if url else (_("No. {number}").format(number=item.record_id), "")


def _addresses(act, user, ids):
    """Of those that are still there for the reader."""
    if not ids:
        return {}
    there = act.target.visible(user).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: act.target.path(pk) for pk in there}
