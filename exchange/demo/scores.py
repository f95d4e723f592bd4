"""What buyers thought of the deals won lately: most were asked, some answered, now and then a colleague was told the score."""

from datetime import datetime, time, timedelta

from contacts.models import Consent
from deals.models import DealScore, ScoreSettings
from timeline.models import Entry

from .story import ZONE
from .words import CONSENT, SCORES

ASKED_FOR = timedelta(days=270)
VALID = timedelta(days=30)


def make_scores(rng, language, pairs, now):
    """One insert per table; a question of the last days still waits for its answer."""
    scores, entries, agreed = [], [], {}
    for deal, story in pairs:
        if story.outcome != "won" or story.closed_at < now - ASKED_FOR or rng.random() < 0.25:
            continue
        score = _score(rng, language, deal, story, now)
        if score.posted_at and score.posted_at > now:
            continue
        scores.append(score)
        entries += _entries(score)
        agreed.setdefault(deal.contact_id, (deal, story))
    DealScore.objects.bulk_create(scores, batch_size=2000)
    Entry.objects.bulk_create(entries, batch_size=2000)
    Consent.objects.bulk_create([_consent(language, *one) for one in agreed.values()], batch_size=2000)


def switch_on():
    ScoreSettings.objects.create(ask=True)


def _score(rng, language, deal, story, now):
    """Asked by mail the morning after the win, or noted by the owner after a talk."""
    asked = datetime.combine(story.closed_at.astimezone(ZONE).date() + timedelta(days=1), time(9, 5), ZONE)
    is_noted = rng.random() < 0.2
    score = DealScore(deal=deal, contact=deal.contact, created_at=story.closed_at, expires_at=asked + VALID)
    score.posted_at = None if is_noted else asked
    answered = asked + timedelta(minutes=rng.randint(20, 4000))
    if answered < now and (is_noted or rng.random() < 0.6):
        score.value = rng.choices([10, 9, 8, 7, 6, 4, 2], [30, 28, 16, 10, 7, 5, 4])[0]
        score.comment = rng.choice(SCORES[language]["low" if score.value <= 6 else "high"]) if rng.random() < 0.6 else ""
        score.first_at = score.answered_at = answered
        score.noted_by = story.owner if is_noted else None
    return score


def _entries(score):
    told = []
    if score.posted_at:
        told.append(_entry(score.deal_id, "score_asked", None, score.posted_at))
    if score.value is not None:
        facts = {"value": score.value, "before": None, "text": score.comment, "own": score.noted_by is None}
        told.append(_entry(score.deal_id, "scored", score.noted_by, score.answered_at, **facts))
    return told


def _entry(deal, verb, by, at, **facts):
    entry = Entry.fact("deal", deal, verb, by=by, at=at, **facts)
    entry.recorded_at, entry.request_id = at, ""
    return entry


def _consent(language, deal, story):
    on = story.created_at.astimezone(ZONE).date()
    facts = {"purpose": Consent.Purpose.MAILING, "source": CONSENT[language], "given_on": on}
    return Consent(contact=deal.contact, noted_by=story.owner, noted_at=story.created_at, **facts)
