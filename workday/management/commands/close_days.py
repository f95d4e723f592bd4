from datetime import UTC

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import Department
from crm_project.lib import clock
from workday.closing import close
from workday.models import LedgerRow


class Command(BaseCommand):
    help = "Close every day whose hour has struck: the same door as the scheduler's."

    def add_arguments(self, parser):
        parser.add_argument("--now", help="the moment to go by, ISO with its zone; in production never later than the clock")
        parser.add_argument("--department", type=int, action="append", help="only this department (id); may be repeated")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be found and change nothing")

    def handle(self, *, now, department, dry_run, **options):
        moment = self._moment(now)
        if department and len(Department.objects.filter(pk__in=department)) != len(set(department)):
            raise CommandError("There is no such department.")
        with transaction.atomic() if dry_run else _nothing():
            run = close(now=moment, departments=set(department) if department else None)
            self._tell(run, dry_run)
            if dry_run:
                transaction.set_rollback(True)

    def _moment(self, text):
        if not text:
            return None
        moment = parse_datetime(text)
        if moment is None or moment.tzinfo is None:
            raise CommandError("--now needs an ISO moment with its zone, such as 2026-11-17T18:00:00+03:00.")
        if moment > clock.now() and settings.PRODUCTION:
            raise CommandError("A day that is not over cannot be closed: --now lies ahead of the clock.")
        return moment.astimezone(UTC)

    def _tell(self, run, dry_run):
        rows = LedgerRow.objects.for_list().filter(day__in={row.day for row in [*run.persons, *run.departments]})
        done = {("person", row.user_id, row.day) for row in run.persons}
        done |= {("department", row.department_id, row.day) for row in run.departments}
        for row in rows.order_by("day", "kind", "pk"):
            bearer = row.user_id if row.kind == "person" else row.department_id
            if (row.kind, bearer, row.day) in done:
                who = row.user or row.department
                found = f"unprocessed {row.unprocessed}, no task {row.no_task}, overdue {row.overdue}"
                self.stdout.write(f"{row.day} {row.kind} {who}: {found}" + (f", incomplete {row.incomplete}" if row.incomplete else ""))
        verb = "would be closed" if dry_run else "closed"
        self.stdout.write(f"{len(run.persons)} person days and {len(run.departments)} department days {verb}.")


class _nothing:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False
