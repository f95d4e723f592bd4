"""Settings of the company itself."""

from django.db import transaction

from timeline.models import Entry

from .models import Schedule, Workspace
from .schedule_changes import set_hours
from .start_profiles import change_profile


def rewrite_workspace(form, *, by):
    """Save the form; a new zone closes days from a date on (answered), a new profile reshapes the manager's role."""
    first = None
    with transaction.atomic():
        before = Workspace.objects.get(pk=form.instance.pk)
        if before.zone != form.cleaned_data["zone"]:
            latest = Schedule.objects.of(None).select_related("calendar").first()
            others = {"calendar": latest.calendar, "closes_at": latest.closes_at} if latest else {}
            first = set_hours(None, zone=form.cleaned_data["zone"], by=by, **others).effective_from
        if before.start_profile != form.cleaned_data["start_profile"]:
            change_profile(before, form.cleaned_data["start_profile"], by=by)
        form.instance.save(update_fields=form._meta.fields)
        if form.changed_data:
            changes = [{"label": str(form.fields[name].label)} for name in form.changed_data]
            Entry.fact("workspace", form.instance.pk, "changed", by=by, audience=Entry.Audience.ADMINS, changes=changes).save(
                force_insert=True
            )
    return first
