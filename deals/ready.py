"""The funnels every company starts with: incoming and active sales, and the way of a lead."""

from django.db import transaction

from .models import Funnel, LossReason, Stage, StageField
from .ready_texts import FUNNELS, LOST, REASONS, WON


def make_ready_funnels(language):
    """Create the ready funnels in this language, once: an existing funnel of the name stays as it was shaped."""
    with transaction.atomic():
        return {code: make_funnel(code, text, language) for code, text in FUNNELS.items()}


def start_funnel(name, *, by):
    """A funnel to be shaped: an entry, one stage on the way, a win, a loss and the usual reasons."""
    language = by.language or "ru"
    with transaction.atomic():
        funnel = Funnel.objects.create(name=name, position=100)
        stages = [FUNNELS["incoming"]["stages"][place] for place in (0, 1)] + [WON, LOST]
        for position, text in enumerate(stages, start=1):
            _make_stage(funnel, position * 10, text, language)
        make_reasons(funnel, language)
        funnel.record("funnel_started", by=by, audience="admins", funnel=name)
    return funnel


def make_funnel(code, text, language):
    """One funnel from its text: {"name": {ru, en}, "cards", "options", "stages": [...], "reasons": [...]}."""
    funnel, is_new = Funnel.objects.get_or_create(
        name=text["name"][language],
        retired_at=None,
        defaults={"cards": text.get("cards", "deals"), "position": text.get("position", 0), **text.get("options", {})},
    )
    if is_new:
        for position, stage in enumerate(text["stages"], start=1):
            _make_stage(funnel, position * 10, stage, language)
        for position, code in enumerate(text["reasons"]):
            _make_reason(funnel, position, REASONS[code], language)
    return funnel


def _make_stage(funnel, position, text, language):
    words = dict(zip(("name", "purpose", "entry_reason", "exit_result"), text[language], strict=False))
    stage = Stage.objects.create(
        funnel=funnel,
        position=position,
        kind=text.get("kind", "working"),
        probability=text.get("probability", 0),
        expected_days=text.get("days"),
        section_code=text.get("section", ""),
        script=text.get("script", {}).get(language, ""),
        checklist=text.get("checklist", {}).get(language, []),
        **words,
    )
    StageField.objects.bulk_create(StageField(stage=stage, code=code, position=place) for place, code in enumerate(text.get("fields", [])))
    return stage


def make_reasons(funnel, language, codes=("price", "others", "no_need", "silent", "no_money")):
    """The usual loss reasons for a funnel made otherwise."""
    for position, code in enumerate(codes):
        _make_reason(funnel, position, REASONS[code], language)


def _make_reason(funnel, position, text, language):
    name, hint = text[language]
    rules = {key: text[key] for key in ("needs_comment", "needs_competitor", "return_in_months") if key in text}
    LossReason.objects.create(funnel=funnel, name=name, hint=hint, position=position, **rules)
