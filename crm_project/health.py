"""`/healthz` says that the process lives, `/readyz` that the installation does its work."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crm_project.lib.broker import client
from crm_project.lib.public import public
from crm_project.lib.readiness import Finding, ask_all, check
from crm_project.lib.readiness_marks import age_of_tick

OLDEST_TICK_SECONDS = 180

_migrated = False  # asked until it is true once: a running process meets no older schema


@public
@require_safe
@never_cache
def healthz(request):
    return JsonResponse({"ok": True})


@public
@require_safe
@never_cache
def readyz(request):
    findings = ask_all()
    ok = all(finding.ok for finding in findings.values())
    checks = {name: {"ok": finding.ok, **finding.facts} for name, finding in findings.items()}
    return JsonResponse({"ok": ok, "checks": checks}, status=200 if ok else 503)


@check("database")
def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding(ok=True)


@check("migrations")
def migrations():
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(ok=_migrated)


@check("broker")
def broker():
    return Finding(ok=bool(client().ping()))


@check("tick")
def tick():
    age = age_of_tick(client())
    return Finding(ok=age is not None and age <= OLDEST_TICK_SECONDS, facts={"age_seconds": age})
