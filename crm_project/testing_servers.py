"""Early pytest plugin (`-p crm_project.testing_servers`): private servers before Django reads its settings.

The process that starts the run owns the servers; xdist workers inherit their addresses.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

_running = []


def start():
    """Start both servers in a folder of their own, once per run."""
    if os.environ.get("ORDO_TEST_OWN_SERVERS"):
        return
    if os.environ.get("ORDO_TEST_FOLDER"):
        _keep_apart()
        return
    from crm_project.embedded.postgres import Postgres
    from crm_project.embedded.valkey import Valkey

    folder = Path(tempfile.mkdtemp(prefix="ordo-test-"))
    folder.chmod(0o711)
    atexit.register(stop, folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    servers = Postgres(folder, durable=False), Valkey(folder, durable=False)
    for server in servers:
        server.start()
        _running.append(server)
    os.environ |= {
        "ORDO_TEST_FOLDER": str(folder),
        "DATABASE_URL": servers[0].url,
        "REDIS_URL": servers[1].url,
        "DATA_DIR": str(folder / "data"),
        "ZEAL": "yes",
    }


def _keep_apart():
    """A worker counts in a database of its own, so that no neighbour's `clear()` forgets what it counted."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("db=0", f"db={1 + number % 15}")


def stop(folder):
    while _running:
        _running.pop().stop()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop("ORDO_TEST_FOLDER", None)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Late, so that its fixture takes precedence over pytest-django's."""
    from crm_project import testing_template

    config.pluginmanager.register(testing_template, "ordo-template-database")


def pytest_sessionstart(session):
    """Passwords of tests are hashed fast; the tuned hasher has a test of its own."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


start()
