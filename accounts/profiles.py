"""A person's own data, changed by themselves."""

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from crm_project.lib import clock
from crm_project.lib.formats import day
from timeline.models import Entry

from .models import Schedule, User, Workspace
from .schedule_changes import set_hours


def rewrite_profile(form, *, by):
    """Save the form; a new zone closes the day by it from a date on, which is answered, or ""."""
    with transaction.atomic():
        before = User.objects.get(pk=form.instance.pk)
        first = ""
        if before.zone != form.cleaned_data["zone"]:
            row = set_hours(before, zone=form.cleaned_data["zone"], by=by, **_other_hours(before))
            first = day(row.effective_from)
        if form.changed_data:
            form.instance.checked_on = localdate(clock.now())
        form.instance.save(update_fields=[*form._meta.fields, "checked_on"])
        changes = [{"label": str(form.fields[name].label or name)} for name in form.changed_data]
        if changes:
            form.instance.record("changed", by=by, audience=Entry.Audience.ADMINS, changes=changes)
    return first


def confirm_profile(user):
    """One click: what the profile says is still right. Twice a day is once."""
    today = localdate(clock.now())
    with transaction.atomic():
        if User.objects.filter(~Q(checked_on=today) | Q(checked_on=None), pk=user.pk).update(checked_on=today):
            user.record("profile_checked", by=user, audience=Entry.Audience.ADMINS)


def is_profile_to_check(user):
    """Nobody has looked it over for as long as the company says; a new one counts from the first day."""
    before = Workspace.current().asks_before(localdate(clock.now()))
    return before is not None and (user.checked_on or localdate(user.joined_at)) < before


def _other_hours(user):
    latest = Schedule.objects.of(user).select_related("calendar").first()
    return {"calendar": latest.calendar, "closes_at": latest.closes_at} if latest else {}
