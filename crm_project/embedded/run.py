"""`bin/run`: database, broker, web with live push, worker with beat; one command starts and stops them all."""

import locale
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from crm_project.embedded.children import Child, stop_all
from crm_project.embedded.manage import ROOT, data_folder, secret_of
from crm_project.embedded.postgres import Postgres
from crm_project.embedded.stamps import Stamps, fingerprint
from crm_project.embedded.valkey import Valkey
from crm_project.lib.demo_cast import LOGINS, PASSWORD

DEMO_DEALS = "2000"


def main():
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    asked_to_stop = _stop_event()
    servers = _servers(folder)
    children = []
    try:
        environment = _environment(folder, servers)
        _bring_up_to_date(folder, environment)
        children = _children(folder, environment)
        for child in children:
            child.start()
        _greet(environment, asked_to_stop)
        while not asked_to_stop.wait(1):
            _look_after(servers, children)
    finally:
        print("Stopping.", flush=True)
        stop_all(children)
        for server in reversed(servers):
            server.stop()


def _look_after(servers, children):
    """Whatever died is started again; a server that cannot start yet is tried once more in a second."""
    for server in servers:
        if server.process.poll() is not None:
            print(f"{type(server).__name__} ended with {server.process.returncode}; it is started again.", flush=True)
            try:
                server.start()
            except RuntimeError as error:
                print(str(error)[-300:], flush=True)
    for child in children:
        child.look_after()


def _stop_event():
    event = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: event.set())
    return event


def _servers(folder):
    """Private servers for the addresses that the environment does not give."""
    servers = []
    for name, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)):
        if not os.environ.get(name):
            server = kind(folder).start()
            os.environ[name] = server.url
            if server.process:
                servers.append(server)
    return servers


def _environment(folder, servers):
    port = os.environ.get("PORT") or "8000"
    return {
        "SECRET_KEY": secret_of(folder),
        "BASE_URL": f"http://localhost:{port}",
        "STATIC_HASHED": "yes",
        "DJANGO_SETTINGS_MODULE": "crm_project.settings",
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        **os.environ,
        "PORT": port,
        "DATA_DIR": str(folder),
    }


# -- what must be done before the first page -----------------------------------------


def _bring_up_to_date(folder, environment):
    stamps = Stamps(folder / "stamps")
    migrations = environment["DATABASE_URL"] + fingerprint(ROOT.glob("*/migrations/*.py"))
    if not stamps.is_fresh("migrated", migrations):
        print("Preparing the database.", flush=True)
        _manage(environment, "migrate", "--verbosity", "0")
        stamps.set("migrated", migrations)
    static = fingerprint((ROOT / "static").rglob("*"), by_content=False)
    if not stamps.is_fresh("static", static):
        print("Collecting static files.", flush=True)
        _manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        stamps.set("static", static)
    if _wants_demo(environment):
        print("Loading the demo company; this happens once and takes a minute or two.", flush=True)
        _manage(environment, "demo", "--deals", environment.get("DEMO_DEALS", DEMO_DEALS), "--seed", "1", "--language", _language())


def _manage(environment, *arguments):
    if subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], env=environment, check=False).returncode:
        sys.exit(f"This step failed: manage.py {' '.join(arguments)}")


def _wants_demo(environment):
    if environment.get("DEMO", "1") == "0" or environment.get("APP_ENV") == "production":
        return False
    if not any(ROOT.glob("*/management/commands/demo.py")):
        return False
    return not _has_people(environment["DATABASE_URL"])


def _has_people(database_url):
    import psycopg2

    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_user)")
            return cursor.fetchone()[0]
    finally:
        connection.close()


def _language():
    locale.setlocale(locale.LC_CTYPE, "C")
    words = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ru" if words.lower().startswith("ru") else "en"


# -- the processes ---------------------------------------------------------------------


def _children(folder, environment):
    web = [sys.executable, "-m", "uvicorn", "crm_project.asgi:everything", "--host", environment.get("HOST", "127.0.0.1")]
    web += ["--port", environment["PORT"], "--no-access-log", "--no-server-header", "--log-level", "warning"]
    web += ["--timeout-graceful-shutdown", "3", "--no-proxy-headers", "--lifespan", "on"]
    worker = [sys.executable, "-m", "celery", "--app", "crm_project", "--quiet", "worker", "--beat", "--loglevel", "warning"]
    worker += ["--queues", "critical,default,bulk", "--concurrency", "2", "--schedule", str(folder / "beat-schedule")]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        Child("web", web, environment | {"APP_PROCESS": "web"}),
        Child("worker", worker, environment | {"APP_PROCESS": "worker"}),
    ]


def _greet(environment, asked_to_stop):
    """Tell the address once it answers."""
    address = environment["BASE_URL"]
    while not asked_to_stop.is_set() and not _answers(f"http://127.0.0.1:{environment['PORT']}/healthz"):
        time.sleep(0.1)
    if asked_to_stop.is_set():
        return
    print(f"\nOrdo is at {address}", flush=True)
    if _is_demo(environment["DATABASE_URL"]):
        print(f"Log-ins of the demo, all with the password {PASSWORD}:")
        print("\n".join(f"  {login}" for login in LOGINS), flush=True)
    elif not _has_people(environment["DATABASE_URL"]):
        print("Nobody works here yet: whoever opens it first sets the company up.", flush=True)
    print("Ctrl-C stops everything.\n", flush=True)


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _is_demo(database_url):
    import psycopg2

    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_workspace WHERE is_demo)")
            return cursor.fetchone()[0]
    finally:
        connection.close()


if __name__ == "__main__":
    main()
