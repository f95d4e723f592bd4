"""Work of the worker: the close of a day for everybody, an import, an export."""

import json
import os
import resource
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department
from crm_project.lib import clock
from deals.models import Deal

from .data import fill_deals, make_people, make_stages
from .filling import run
from .serving import clocked

PEOPLE = 500
DEPARTMENTS = 20


def fill_for_close(open_deals):
    """500 people in 20 departments, every deal open, three tasks each."""
    people = make_people(PEOPLE, DEPARTMENTS)
    first, last = people["sellers"][0].pk, people["sellers"][-1].pk
    owner = f"({first} + (i::bigint * 7919) % {last - first + 1})"
    funnel = make_stages()
    make_clients_short(people)
    fill_deals(open_deals, open_deals, funnel, owner, f"(SELECT u.department_id FROM accounts_user u WHERE u.id = {owner})")
    run("ANALYZE")
    Department.objects.update(judged_from=_last_evening().date())
    return people | {"funnel": funnel}


def make_clients_short(people):
    from contacts.models import Company, Contact

    from .filling import insert_select

    seller, home = people["sellers"][0].pk, people["departments"][0].pk
    common = {"owner_id": str(seller), "department_id": str(home), "created_at": "now()", "touched_at": "now()"}
    insert_select(Contact, "generate_series(1, 600000) AS i", first_name="'Имя'", search_text="''", **common)
    insert_select(Company, "generate_series(1, 50000) AS i", name="'Клиент'", search_text="''", **common)


def close_day(evening=None):
    """The last working evening, or another one, is judged for all departments at once."""
    from workday.closing import close
    from workday.models import Breach, LedgerRow

    moment = evening or _last_evening()
    with CaptureQueriesContext(connection) as captured:
        taken = clocked(lambda: close(now=moment))
    of_day = {"day": moment.date()}
    days, breaches = LedgerRow.objects.filter(kind="person", **of_day).count(), Breach.objects.filter(**of_day).count()
    if days != PEOPLE + 1 or not breaches:
        raise RuntimeError(f"{days} days of {PEOPLE} sellers and their head were judged, with {breaches} breaches")
    return {
        "measure": "close_day",
        "p50_ms": taken,
        "queries": len(captured),
        "breaches": breaches,
        "open_deals": Deal.objects.open().count(),
    }


def queries_of_few():
    """How many queries the close of an evening ten weeks ago takes, when there were fewer deals."""
    evening = _last_evening(clock.now() - timedelta(weeks=10))
    Department.objects.update(judged_from=evening.date())
    queries = close_day(evening)["queries"]
    Department.objects.update(judged_from=_last_evening().date())
    return queries


def _last_evening(before=None):
    """Friday or an earlier working day, an hour after its close in Moscow."""
    moment = (before or clock.now()).replace(hour=16, minute=0, second=0, microsecond=0)
    while moment.weekday() > 4 or moment > clock.now():
        moment -= timedelta(days=1)
    return moment


def bring_contacts(by, rows):
    """An import of people and their companies with validation and a check for doubles, from the stored file to the last row."""
    from exchange.models import ImportRun
    from exchange.running import run_import

    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4()
    with (folder / name.hex).open("w", encoding="utf-8") as out:
        out.write("name,company,phone,email\n")
        out.writelines(
            f"Импорт Человек{n},ООО «Фирма {n // 3}»,8 (912) {n // 10000:03d}-{n // 100 % 100:02d}-{n % 100:02d},client{n}@mail.example\n"
            for n in range(rows)
        )
    head = ["name", "company", "phone", "email"]
    draft = ImportRun.objects.create(
        what="contacts",
        by=by,
        name="clients.csv",
        stored_as=name,
        sha256="",
        head=head,
        total=rows,
        created_at=clock.now(),
        mapping={str(place): key for place, key in enumerate(head)},
        state="queued",
        started_at=clock.now(),
    )
    taken = clocked(lambda: run_import(draft.pk))
    draft.refresh_from_db()
    if draft.created != rows:
        raise RuntimeError(f"{draft.created} of {rows} came in")
    return {"measure": "import", "rows": rows, "p50_ms": taken, "mb": _peak()}


def save_list(by):
    """Every deal the head sees as XLSX, streamed."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(by)
    size = 0

    def save():
        nonlocal size
        response = client.get(reverse("deals:export") + "?format=xlsx")
        size = sum(len(part) for part in response.streaming_content) if response.streaming else len(response.content)

    return {"measure": "export", "p50_ms": clocked(save), "bytes": size, "mb": _peak(), "rows": min(Deal.objects.count(), 100_000)}


APART = """
import json, sys, django
django.setup()
from accounts.models import User
from bench import jobs
job, person, *rest = json.loads(sys.argv[1])
print(json.dumps(getattr(jobs, job)(User.objects.get(pk=person), *rest)))
"""


def apart(job, by, *rest):
    """What `job` measures in a process of its own, as a worker has it: its memory is nobody else's."""
    asked = json.dumps([job.__name__, by.pk, *rest])
    done = subprocess.run([sys.executable, "-c", APART, asked], env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


__all__ = ["apart", "bring_contacts", "close_day", "fill_for_close", "save_list"]
