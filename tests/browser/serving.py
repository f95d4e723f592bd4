"""The real server of the browser tests: pages and live push in one process, on the database of the tests."""

import os
import socket
import threading
import time

import uvicorn
from django.db import connection

os.environ.setdefault("WEB_THREADS", "3")


class Server(uvicorn.Server):
    """Runs beside the tests in a thread of its own."""

    def __init__(self):
        from crm_project.asgi import everything

        self.everything = everything
        super().__init__(uvicorn.Config(self.answer, interface="asgi3", log_level="critical", timeout_graceful_shutdown=2))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.at_work = 0

    def begin(self):
        self.thread.start()
        _wait_for(lambda: self.started)

    async def answer(self, scope, receive, send):
        is_page = scope["type"] == "http" and scope["path"] != "/events/"
        self.at_work += is_page
        try:
            await self.everything(scope, receive, send)
        finally:
            self.at_work -= is_page

    def rest(self):
        """Nobody is being answered: the tables may be emptied."""
        _wait_for(lambda: self.at_work == 0)

    def end(self):
        """The connections of its threads go too, or the database could not be dropped."""
        self.should_exit = True
        self.thread.join(10)
        self.socket.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()


def _wait_for(is_so, seconds=10):
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
