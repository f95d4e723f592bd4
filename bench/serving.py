"""A production-like web process of its own, and requests to it over a socket by a signed-in person."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http import HTTPStatus
from statistics import quantiles

from django.conf import settings
from django.test import Client

ROUNDS = 25


@contextmanager
def web(folder):
    """A gunicorn on a free port, warm; yields the port."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "crm_project.wsgi",
        "-w",
        "1",
        "-k",
        "gthread",
        "--threads",
        "2",
        "--keep-alive",
        "600",
        "-b",
        f"127.0.0.1:{port}",
    ]
    env = os.environ | {"PORT": str(port), "DATA_DIR": str(folder)}
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    for _ in range(120):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("The web process does not answer.")


class Person:
    """A browser of one person: keeps the connection, the session and the form token."""

    def __init__(self, port, user):
        client = Client(headers={"host": f"127.0.0.1:{port}"})
        client.force_login(user)
        self.user, self.port = user, port
        self.client = client
        if client.get("/deals/").status_code != HTTPStatus.OK:
            raise RuntimeError("The board does not open.")
        self.cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.token = client.cookies[settings.CSRF_COOKIE_NAME].value
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path, body=None, fragment=False, of_page=""):
        """(seconds, status, plain bytes, bytes on the wire); `of_page`: the address on which the act is done."""
        headers = {"Cookie": self.cookies, "Accept-Encoding": "gzip", "Host": f"127.0.0.1:{self.port}"}
        if fragment:
            headers |= {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:{self.port}{of_page}"}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.token,
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        begun = time.perf_counter()
        self.connection.request("POST" if body is not None else "GET", path, body=body, headers=headers)
        response = self.connection.getresponse()
        wire = response.read()
        taken = time.perf_counter() - begun
        plain = gzip.decompress(wire) if response.headers.get("Content-Encoding") == "gzip" else wire
        return taken, response.status, plain, len(wire)

    def queries(self, path, body=None, fragment=False, of_page="", times=2):
        """How many queries the same request makes, counted in this process at its last time."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _ in range(times):
            with CaptureQueriesContext(connection) as captured:
                self._repeat(
                    path, body, {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:{self.port}{of_page}"} if fragment else {}
                )
        return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    def _repeat(self, path, body, headers):
        if body is None:
            response = self.client.get(path, headers=headers)
        else:
            response = self.client.post(path, body, content_type="application/x-www-form-urlencoded", headers=headers)
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            raise RuntimeError(f"{path} answers {response.status_code}")


def timed(act, rounds=ROUNDS):
    """{p50_ms, p95_ms} of an act that tells its seconds; the first three runs warm up."""
    for number in range(3):
        act(number)
    taken = sorted(act(number) for number in range(3, rounds + 3))
    cuts = quantiles(taken, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9] * 1000, 1), "p95_ms": round(cuts[18] * 1000, 1)}


def pace():
    """How fast this machine is at the moment: CPU of a fixed loop of Python, to compare runs by."""

    def loop():
        begun, total = time.process_time(), 0
        for number in range(2_000_000):
            total += number * number
        return round((time.process_time() - begun) * 1000)

    return {"measure": "pace", "p50_ms": sorted(loop() for _ in range(5))[2]}


def clocked(work):
    """Milliseconds of one run."""
    begun = time.perf_counter()
    work()
    return round((time.perf_counter() - begun) * 1000, 1)
