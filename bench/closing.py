"""The close of a day in a process of its own, and what people notice of it meanwhile on their pages."""

import json
import subprocess
import sys
from statistics import quantiles

from django.urls import reverse

from .jobs import queries_of_few
from .serving import Person

ROUNDS = 60
CHILD = """
import json, django
django.setup()
from bench.jobs import close_day
from django.db import connection
connection.ensure_connection()
print("ready", flush=True)
input()
print(json.dumps(close_day()), flush=True)
"""


def close_beside_pages(port, people):
    """The close itself, with how many more queries it took than that of fewer deals; then pages during it against pages before it."""
    few, visits = queries_of_few(), _visits(port, people)
    for _ in range(5):
        next(visits)
    calm = [next(visits) for _ in range(ROUNDS)]
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    child.stdin.write("go\n")
    child.stdin.flush()
    meanwhile = []
    while child.poll() is None:
        meanwhile.append(next(visits))
    if child.returncode:
        raise RuntimeError("The day was not closed")
    closed = json.loads(child.stdout.read())
    yield closed | {"more_queries": closed["queries"] - few}
    yield {
        "measure": "close_meanwhile",
        "p95_ms": _p95(meanwhile),
        "calm_p95_ms": _p95(calm),
        "slower": round(_p95(meanwhile) / _p95(calm), 2),
        "pages": len(meanwhile),
    }


def _visits(port, people):
    """Seconds of one page after another: a seller's board and list in turn, without end."""
    seller, funnel = Person(port, people["sellers"][7]), people["funnel"].pk
    pages = [f"{reverse('deals:board')}?funnel={funnel}", f"{reverse('deals:list')}?funnel={funnel}&flat=1"]
    while True:
        for page in pages:
            taken, status, _plain, _wire = seller.ask(page)
            if status != 200:
                raise RuntimeError(f"{page} answers {status}")
            yield taken


def _p95(taken):
    return round(quantiles(sorted(taken), n=20, method="inclusive")[18] * 1000, 1) if len(taken) > 1 else 0.0
