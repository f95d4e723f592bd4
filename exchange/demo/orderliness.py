"""Wins that the head looked at lately, and steps back that were asked: some answered, some still waiting."""

from datetime import timedelta

from deals.models import Ask, Deal, WinCheck, WinRemark
from timeline.models import Entry

from .words import REMARKS, STEPS_BACK

LOOKED_AT = timedelta(days=120)
SHARE = 0.5
"""More than a company would look at, so that the few deals of a demo fill the page."""


def make_win_checks(rng, language, pairs, heads, now):
    """Of the wins of the last months; those of the last days wait for the head."""
    checks, remarks, entries = [], [], []
    for deal, story in pairs:
        if story.outcome != "won" or story.closed_at < now - LOOKED_AT or rng.random() > SHARE:
            continue
        check = _check(rng, deal, story, heads[story.owner.department_id], now)
        checks.append(check)
        entries.append(_entry(deal.pk, "win_drawn", None, check.drawn_at))
        if check.checked_at:
            found = _remarks(rng, language, check)
            remarks += found
            points = [one.point for one in found]
            words = " · ".join(one.words for one in found)
            facts = {"in_order": check.is_in_order, "points": points, "text": words}
            entries.append(_entry(deal.pk, "win_checked", check.checked_by, check.checked_at, **facts))
    WinCheck.objects.bulk_create(checks, batch_size=2000)
    WinRemark.objects.bulk_create(remarks, batch_size=2000)
    Entry.objects.bulk_create(entries, batch_size=2000)


def ask_for_steps_back(language, people, head):
    """By the verbs, on deals that stand somewhere on their way: one allowed, one refused, the others open."""
    whys = STEPS_BACK[language]
    for number, login in enumerate(("anna", "boris", "marina", "anna")):
        deal = Deal.objects.open().of_owner(people[login].pk).on_their_way().filter(back_asked_at=None).order_by("pk").first()
        if deal is None:
            continue
        stage = deal.funnel.stages.live().open().behind(deal.stage).order_by("position").last()
        asked = Ask.put_back(deal, stage, by=people[login], why=whys[number % (len(whys) - 1)])
        if number == 0:
            asked.answer(True, by=head)
        elif number == 1:
            asked.answer(False, by=head, word=whys[-1])


def _check(rng, deal, story, head, now):
    drawn = story.closed_at + timedelta(seconds=10)
    check = WinCheck(deal=deal, owner=story.owner, department=deal.department, won_at=story.closed_at, drawn_at=drawn)
    seen = drawn + timedelta(hours=rng.randint(2, 60))
    if seen < now - timedelta(days=2) and rng.random() < 0.95:
        check.checked_by, check.checked_at, check.is_in_order = head, seen, rng.random() < 0.65
    return check


def _remarks(rng, language, check):
    if check.is_in_order:
        return []
    points = rng.sample(sorted(REMARKS[language]), rng.choice([1, 1, 2]))
    return [WinRemark(check_of=check, point=point, words=REMARKS[language][point]) for point in points]


def _entry(deal, verb, by, at, **facts):
    entry = Entry.fact("deal", deal, verb, by=by, at=at, **facts)
    entry.recorded_at, entry.request_id = at, ""
    return entry
