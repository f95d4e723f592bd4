"""bin/bench: loads deals into a private PostgreSQL and prints one JSON object per measure; exits with 1 if a bound is broken."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--only", default="", help="measures, separated by commas")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ordo-bench-"))
    folder.chmod(0o711)
    servers = _start(folder)
    try:
        broken = _measure(options, folder)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if broken else 0)


def _start(folder):
    from crm_project.embedded.postgres import Postgres
    from crm_project.embedded.valkey import Valkey

    servers = Postgres(folder), Valkey(folder)
    for server in servers:
        server.start()
    os.environ |= {
        "DATABASE_URL": servers[0].url,
        "REDIS_URL": servers[1].url,
        "DATA_DIR": str(folder),
        "STATIC_HASHED": "1",
        "DJANGO_SETTINGS_MODULE": "crm_project.settings",
    }
    return servers


def _measure(options, folder):
    import django

    django.setup()
    from django.core.management import call_command

    from .plan import measures

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    wanted, broken = set(filter(None, options.only.split(","))), 0
    for result in measures(options.deals, folder, wanted):
        print(json.dumps(result, ensure_ascii=False), flush=True)
        broken += not result["ok"]
    return broken


main()
