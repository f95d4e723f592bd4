"""The schema is made once into a template, from which every worker's database is copied.

Migrating takes many seconds, so the result is kept as a dump beside the packages until a migration changes.
"""

import fcntl
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import psycopg2
import pytest

from crm_project.embedded.postgres import Postgres
from crm_project.embedded.stamps import fingerprint

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "ordo_template"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    from django.conf import settings

    if os.environ.get("ORDO_TEST_FOLDER"):
        make_template(Path(os.environ["ORDO_TEST_FOLDER"]))
        settings.DATABASES["default"].setdefault("TEST", {}).update(TEMPLATE=TEMPLATE, MIGRATE=False)


def make_template(folder):
    """The first worker makes it, the others wait for its lock."""
    with (folder / "template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read():
            return
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {TEMPLATE}")
        connection.close()
        _fill(Postgres(folder, durable=False), os.environ["DATABASE_URL"].replace("@/ordo?", f"@/{TEMPLATE}?"))
        lock.write("made")


def _fill(server, url):
    dump = _dump_of_these_migrations(server)
    if dump.exists():
        _run([server.program("psql"), "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", dump, url])
        return
    _run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], DATABASE_URL=url)
    dump.parent.mkdir(parents=True, exist_ok=True)
    for old in dump.parent.glob("*.sql"):
        old.unlink(missing_ok=True)
    unfinished = dump.with_suffix(f".{os.getpid()}")
    _run([server.program("pg_dump"), "--no-owner", "--file", unfinished, url])
    unfinished.rename(dump)


def _dump_of_these_migrations(server):
    names = fingerprint([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("requirements*.lock")])
    return Path(sysconfig.get_path("data")) / "schema" / f"{server.major}-{names}.sql"


def _run(command, **environment):
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
