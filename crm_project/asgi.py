"""`application` is the live push alone; `everything` is push and pages in one process, for the embedded mode."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_project.settings")
os.environ.setdefault("APP_PROCESS", "web")

import django

django.setup()

from a2wsgi import WSGIMiddleware

from crm_project.push.app import events
from crm_project.wsgi import application as pages

THREADS = int(os.environ.get("WEB_THREADS") or 8)

_pages = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type]


async def everything(scope, receive, send):
    if scope["type"] == "lifespan":
        return await _live(receive, send)
    if scope["type"] == "http" and scope["path"] == "/events/":
        return await events(scope, receive, send)
    return await _pages(scope, receive, send)


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        return await _live(receive, send)
    return await events(scope, receive, send)


async def _live(receive, send):
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
