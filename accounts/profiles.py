"""A person's own data, changed by themselves."""

from django.db import transaction

from crm_project.lib.formats import day
from timeline.models import Entry

from .models import Schedule, User
from .schedule_changes import set_hours


def rewrite_profile(form, *, by):
    """Save the form; a new zone closes the day by it from a date on, which is answered, or ""."""
    with transaction.atomic():
        before = User.objects.get(pk=form.instance.pk)
        first = ""
        if before.zone != form.cleaned_data["zone"]:
            row = set_hours(before, zone=form.cleaned_data["zone"], by=by, **_other_hours(before))
            first = day(row.effective_from)
        form.instance.save(update_fields=form._meta.fields)
        changes = [{"label": str(form.fields[name].label or name)} for name in form.changed_data]
        if changes:
            form.instance.record("changed", by=by, audience=Entry.Audience.ADMINS, changes=changes)
    return first


def _other_hours(user):
    latest = Schedule.objects.of(user).select_related("calendar").first()
    return {"calendar": latest.calendar, "closes_at": latest.closes_at} if latest else {}
