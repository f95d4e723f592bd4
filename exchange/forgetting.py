"""The files of imports hold what people told elsewhere: after thirty days they go, and with them the cells of refused rows."""

from django.db import transaction

from crm_project.lib import clock

from .models import ImportRun, RefusedRow
from .reading import path_of

AT_ONCE = 100


def forget_old_files():
    """Figures, undo and what an import made stay; a draft nobody went on with cannot be taken up any more."""
    for run in ImportRun.objects.to_forget(clock.now())[:AT_ONCE]:
        path_of(run).unlink(missing_ok=True)
        with transaction.atomic():
            RefusedRow.objects.filter(run=run).delete()
            ImportRun.objects.filter(pk=run.pk).update(forgotten_at=clock.now())
