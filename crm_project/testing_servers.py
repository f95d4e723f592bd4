"""Early pytest plugin (`-p crm_project.testing_servers`): private servers before Django reads its settings.

The process that starts the run owns the servers; xdist workers inherit their addresses. The schema is
migrated once into a template, from which every worker's database is copied.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "ordo_template"
_running = []


def start():
    """Start both servers in a folder of their own, once per run."""
    if os.environ.get("ORDO_TEST_FOLDER") or os.environ.get("ORDO_TEST_OWN_SERVERS"):
        return
    from crm_project.embedded.postgres import Postgres
    from crm_project.embedded.valkey import Valkey

    folder = Path(tempfile.mkdtemp(prefix="ordo-test-"))
    folder.chmod(0o711)
    atexit.register(stop, folder)
    servers = Postgres(folder, durable=False), Valkey(folder, durable=False)
    for server in servers:
        server.start()
        _running.append(server)
    os.environ |= {
        "ORDO_TEST_FOLDER": str(folder),
        "DATABASE_URL": servers[0].url,
        "REDIS_URL": servers[1].url,
        "DATA_DIR": str(folder / "data"),
    }


def stop(folder):
    while _running:
        _running.pop().stop()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop("ORDO_TEST_FOLDER", None)


def make_template():
    """Migrate the template database; the first worker does it, the others wait for its lock."""
    with (Path(os.environ["ORDO_TEST_FOLDER"]) / "template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read():
            return
        import psycopg2

        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {TEMPLATE}")
        connection.close()
        environment = {**os.environ, "DATABASE_URL": os.environ["DATABASE_URL"].replace("@/ordo?", f"@/{TEMPLATE}?")}
        command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True)
        lock.write("made")


class TemplateDatabase:
    """Registered after pytest-django, so that its fixture takes precedence."""

    @pytest.fixture(scope="session")
    def django_db_modify_db_settings(self, django_db_modify_db_settings_parallel_suffix):
        from django.conf import settings

        if os.environ.get("ORDO_TEST_FOLDER"):
            make_template()
            settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = TEMPLATE


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.pluginmanager.register(TemplateDatabase(), "ordo-template-database")


start()
