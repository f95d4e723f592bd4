"""The first set-up: from an empty database to a company that can work, in one transaction."""

import secrets
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from crm_project.lib import first_setup
from timeline.models import Entry

from .holidays_ahead import keep_holidays
from .models import Department, Role, User, WorkCalendar, Workspace
from .models.calendar import FIVE_DAYS
from .models.workspace import StartProfile
from .people import make_user
from .start_profiles import shape_roles

_LOCK = 7_213_002
CODE_FILE = "first-setup.code"
COMPANY = {"ru": "Компания", "en": "Company"}
SALES = {"ru": "Отдел продаж", "en": "Sales"}
CALENDAR = {"ru": "Пятидневка, 9–18", "en": "Five days, 9 to 18"}


class AlreadySetUp(Exception):
    """Somebody is in the company already; there is only one first time."""


def needs_code():
    """In production a code from the server's console shows that whoever sets up may."""
    return settings.PRODUCTION


def begin(*, company, first_name, last_name, email, password, language, profile, zone):
    """Make the company, its first department, roles, calendar and administrator, and whatever upper apps add."""
    with transaction.atomic(), translation.override(language):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if User.objects.exists():
            raise AlreadySetUp
        workspace = _make_workspace(company, language, profile, zone)
        Role.make_ready()
        shape_roles(profile)
        role = Role.objects.get(code="administrator")
        if settings.PRODUCTION:
            role.needs_second_factor = True
            role.save(update_fields=["needs_second_factor"])
        user = _make_first_user(company, language, profile, role, first_name, last_name, email, password)
        make_calendar(language)
        for make in first_setup.makers():
            make(workspace, user, language)
        Entry.fact("workspace", workspace.pk, "set_up", by=user, audience=Entry.Audience.ADMINS, name=company).save(force_insert=True)
    code_path().unlink(missing_ok=True)
    return user


def _make_workspace(company, language, profile, zone):
    workspace = Workspace.objects.first() or Workspace()
    workspace.name, workspace.language, workspace.start_profile, workspace.zone = company, language, profile, zone
    workspace.save()
    return workspace


def _make_first_user(company, language, profile, role, first_name, last_name, email, password):
    """The head of a small company is its administrator; one department needs no tree above it."""
    if profile == StartProfile.ONE:
        department = Department.objects.create(name=SALES[language])
    else:
        root = Department.objects.create(name=company)
        department = Department.objects.create(name=SALES[language], parent=root)
    user = make_user(
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        department=department,
        password=password,
        by=None,
        language=language,
    )
    for led in Department.objects.all():
        led.head = user
        led.save(update_fields=["head"])
    return user


def make_calendar(language):
    """The default calendar with the holidays known so far; an existing one stays."""
    calendar = WorkCalendar.objects.default() or WorkCalendar.objects.create(
        name=CALENDAR[language], week=FIVE_DAYS, is_default=True, follows="RU"
    )
    keep_holidays(calendar, language)


# -- the one-time code ---------------------------------------------------------------


def code_path():
    return Path(settings.DATA_DIR) / CODE_FILE


def new_code():
    """A fresh code for the console; only its file, readable by the server alone, knows it."""
    code = "-".join(f"{secrets.randbelow(10_000):04}" for _part in range(3))
    path = code_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(code, encoding="utf-8")
    return code


def is_right_code(typed):
    try:
        known = code_path().read_text(encoding="utf-8").strip()
    except OSError:
        return False
    return bool(known) and secrets.compare_digest(typed.strip().encode(), known.encode())


def may_begin():
    return not User.objects.exists()
