"""Bytes of a first visit, the first card in a cold browser, memory of all processes at rest."""

import os
import re
import signal
import subprocess
import tempfile
import time
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin

from django.urls import reverse

from .serving import Person

_ASSET = re.compile(rb'(?:href|src)="(/static/[^"#]+)"')
_FONT = re.compile(rb"url\([\"']?([^\"')]+\.woff2)")
RUN = Path(__file__).resolve().parent.parent / "bin" / "run"


def page_weight(port, user):
    """The board as a browser loads it the first time: page, style, scripts, fonts, sprite, all compressed."""
    person = Person(port, user)
    _taken, _status, page, wire = person.ask(reverse("deals:board"))
    assets = {address.decode() for address in _ASSET.findall(page) if b"manifest" not in address and b"apple" not in address}
    total, count = wire, 1
    for address in sorted(assets):
        _taken, _status, plain, size = person.ask(address)
        total, count = total + size, count + 1
        if address.endswith(".css"):
            for font in {one.decode() for one in _FONT.findall(plain)}:
                _taken, status, _plain, size = person.ask(urljoin(address, font))
                total, count = total + size, count + (status == HTTPStatus.OK)
    yield {"measure": "page_weight", "bytes": total, "requests": count}
    if result := _first_card(port, person):
        yield result


def _first_card(port, person):
    """From the address to the first deal card, in Chromium with an empty cache."""
    from crm_project.embedded.chromium import find

    chromium = find()
    if not chromium:
        return None
    from playwright.sync_api import sync_playwright

    taken = []
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(3):
            context = browser.new_context()
            cookies = [part.split("=", 1) for part in person.cookies.split("; ")]
            context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"} for name, value in cookies])
            page = context.new_page()
            begun = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}{reverse('deals:board')}", wait_until="commit")
            page.wait_for_selector(".k-deal", state="visible")
            taken.append(time.perf_counter() - begun)
            context.close()
        browser.close()
    return {"measure": "first_card", "p50_ms": round(sorted(taken)[1] * 1000, 1)}


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
