"""What came of an act, for its page, its dialog and its file: refusals by their reason, each card with its address."""

from django.utils.translation import gettext as _

SHOWN = 30


def report_of(act, user):
    """{groups, failure}: [(words, number, [(name, address)])], at most so many cards of each reason."""
    if act.is_busy:
        return {"groups": [], "failure": ""}
    reasons = list(act.items.reasons()[:20])
    cards = {words: [] for words, _number in reasons}
    for words in cards:
        cards[words] = list(act.items.refused().filter(words=words)[:SHOWN])
    urls = _addresses(act, user, [item.record_id for items in cards.values() for item in items])
    groups = [(words, number, [(item.name, urls.get(item.record_id, "")) for item in cards[words]]) for words, number in reasons]
    return {"groups": groups, "failure": failure_of(act)}


def failure_of(act):
    if act.state != act.State.FAILED:
        return ""
    return _("Your rights have changed meanwhile, so the rest was left as it was.") if act.error == "no_right" else act.error


def rows_of(act, base):
    """The refused cards as a table: number, name, reason, address."""
    for item in act.items.refused().iterator(chunk_size=2000):
        yield [item.record_id, item.name, item.words, f"{base}{act.target.path(item.record_id)}"]


def head():
    return [_("No."), _("Name"), _("Why it was refused"), _("Address")]


def _addresses(act, user, ids):
    """Of those that are still there for the reader."""
    if not ids:
        return {}
    there = act.target.visible(user).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: act.target.path(pk) for pk in there}
