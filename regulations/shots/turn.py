"""When pictures are taken: at once where there is none or somebody asked, else at night; by one worker at a time."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from accounts.models import Workspace
from crm_project.lib import clock

from ..models import Regulation
from .standing import is_possible, wanted
from .taking import take

NIGHT = (time(2), time(5))
MINUTES = 20
_LOCK = 7_213_051


def due():
    """[Shot] to be taken at this moment."""
    if not is_possible() or not Regulation.objects.exists():
        return []
    is_night = NIGHT[0] <= clock.now().astimezone(ZoneInfo(Workspace.current().zone)).time() < NIGHT[1]
    return [shot for shot in wanted() if is_night or shot.asked_at or shot.tried_at is None]


def take_in_a_process():
    """A process of its own takes what is due: whatever it keeps in memory ends with it."""
    if not due():
        return
    environment = {**os.environ, "APP_PROCESS": "command"}
    command = [sys.executable, str(settings.ROOT / "manage.py"), "take_shots"]
    subprocess.run(command, env=environment, timeout=MINUTES * 60, check=False, stdin=subprocess.DEVNULL)


def take_turn(shots):
    """Take these, unless somebody is at it already; what came of it, or None."""
    with _alone() as is_alone:
        return take(shots) if is_alone else None


@contextmanager
def _alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_alone = cursor.fetchone()[0]
    yield is_alone
    if is_alone:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
