"""A table goes through the pages as a person would take it, with what is proposed there."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange.models import ImportRun
from exchange.running import run_import


def send(client, name, content, what=""):
    """The answer to an upload."""
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("exchange:upload"), {"file": SimpleUploadedFile(name, content), "what": what})


def upload(client, name, content, what=""):
    response = send(client, name, content, what)
    assert response.status_code == 302, response.context["form"].errors
    return ImportRun.objects.latest("pk")


def proposed(page):
    return {name: field.initial or "" for name, field in page.context["form"].fields.items()}


def take_columns(client, run, **answers):
    page = client.get(reverse("exchange:columns", args=[run.pk]))
    response = client.post(reverse("exchange:columns", args=[run.pk]), proposed(page) | answers)
    assert response.status_code == 302, response.context["form"].errors
    run.refresh_from_db()


def take_values(client, run, **answers):
    page = client.get(reverse("exchange:choices", args=[run.pk]))
    if page.status_code != 200:
        return
    response = client.post(reverse("exchange:choices", args=[run.pk]), proposed(page) | answers)
    assert response.status_code == 302, response.context["form"].errors


def check(client, run):
    """What the page before the last step tells."""
    page = client.get(reverse("exchange:preview", args=[run.pk]))
    assert page.status_code == 200
    return page.context["found"]


def start(client, run):
    client.post(reverse("exchange:start", args=[run.pk]))
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run


def walk(client, name, content, columns=None, **answers):
    """Upload → columns → values → check → run; tells (the check, the finished import)."""
    run = upload(client, name, content)
    take_columns(client, run, **(columns or {}))
    take_values(client, run, **answers)
    return check(client, run), start(client, run)
