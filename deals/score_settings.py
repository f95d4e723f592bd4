from django.db import transaction

from timeline.models import Entry


def rewrite_win_check_settings(form, *, by):
    """Save the form; the audit tells who changed which part of the wins is looked at."""
    with transaction.atomic():
        settings = form.save()
        Entry.fact("workspace", 0, "win_checks_changed", by=by, audience=Entry.Audience.ADMINS, share=settings.share).save(
            force_insert=True
        )


def rewrite_score_settings(form, *, by):
    """Save the form; the audit tells who changed how buyers are asked."""
    with transaction.atomic():
        settings = form.save()
        facts = {"ask": settings.ask, "low": settings.low}
        Entry.fact("workspace", 0, "scores_changed", by=by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)
