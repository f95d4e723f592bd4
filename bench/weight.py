"""Bytes of a first visit, the first card in a cold browser, memory of all processes at rest."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from django.urls import reverse

from .serving import Person

RUN = Path(__file__).resolve().parent.parent / "bin" / "run"


def page_weight(port, user):
    """The board in a browser with an empty cache: bytes and requests of the first visit, and how soon the first card is there."""
    from crm_project.embedded.chromium import find

    if not (chromium := find()):
        return
    person = Person(port, user)
    visits = [_first_visit(chromium, port, person) for _ in range(3)]
    taken, sizes = sorted(visits, key=lambda visit: visit[0])[1]
    yield {"measure": "page_weight", "bytes": sum(sizes), "requests": len(sizes)}
    yield {"measure": "first_card", "p50_ms": round(taken * 1000, 1)}


def _first_visit(chromium, port, person):
    """(seconds from the address to the first deal card, compressed bytes of every answer but the open stream)"""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    cookies = [part.split("=", 1) for part in person.cookies.split("; ")]
    answered = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="ru")
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"} for name, value in cookies])
        page = context.new_page()
        page.on("requestfinished", lambda request: answered.append(request))
        begun = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}{reverse('deals:board')}", wait_until="commit")
        page.wait_for_selector(".k-deal", state="visible")
        taken = time.perf_counter() - begun
        page.wait_for_load_state("load")
        page.wait_for_timeout(500)
        sizes = [one.sizes()["responseBodySize"] for one in answered if "/events/" not in one.url]
        browser.close()
    return taken, sizes


def memory(folder):
    """PSS of everything `bin/run` starts, half a minute after it is ready."""
    home = Path(tempfile.mkdtemp(prefix="ordo-rest-", dir=folder))
    home.chmod(0o711)
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DATA_DIR": str(home), "PORT": "8765", "DEMO": "0"}
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen([str(RUN)], env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            time.sleep(75)
            megabytes = sum(_pss(pid) for pid in _with_children(process.pid)) // 1024
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)
    return {"measure": "memory", "mb": megabytes}


def _with_children(pid):
    found, parents = {pid}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(fields[1])
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _pss(pid):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
