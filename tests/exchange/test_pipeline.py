"""A real pipeline comes in as it is, and the reports say what a plain calculation over the file says."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import mean, median

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from contacts.models import Company
from deals.models import Deal, Product
from exchange.models import ImportRun
from exchange.running import run_import
from reports.forms import SalesForm
from reports.sales import sales_rows

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "datasets" / "maven_crm"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the project"),
]


@pytest.fixture
def _files_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin_client(client, admin):
    client.force_login(admin)
    return client


def bring(client, name, **answers):
    """Upload a sample and walk through the steps as a person would, taking what is proposed."""
    upload = SimpleUploadedFile(name, (SAMPLES / name).read_bytes(), "text/csv")
    response = client.post(reverse("exchange:upload"), {"file": upload})
    run = ImportRun.objects.latest("pk")
    assert response.status_code == 302
    page = client.get(reverse("exchange:columns", args=[run.pk]))
    assert client.post(reverse("exchange:columns", args=[run.pk]), proposed(page)).status_code == 302
    page = client.get(reverse("exchange:choices", args=[run.pk]))
    if page.status_code == 200:
        response = client.post(reverse("exchange:choices", args=[run.pk]), proposed(page) | answers)
        assert response.status_code == 302, response.context["form"].errors
    assert client.get(reverse("exchange:preview", args=[run.pk])).status_code == 200
    client.post(reverse("exchange:start", args=[run.pk]))
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run


def proposed(page):
    form = page.context["form"]
    return {name: field.initial or "" for name, field in form.fields.items()}


@pytest.fixture
def pipeline(_files_here, admin_client):
    """The four files, in the order the page advises."""
    runs = {name: bring(admin_client, f"{name}.csv", currency="USD") for name in ("sales_teams", "products", "accounts")}
    runs["sales_pipeline"] = bring(admin_client, "sales_pipeline.csv", currency="USD")
    return runs


def test_nothing_is_dropped_silently(pipeline):
    run = pipeline["sales_pipeline"]

    assert (run.created, run.skipped, run.refused) == (8800, 0, 0)
    assert run.notes == {"no_company": 1425, "no_opening": 500}
    assert Deal.objects.filter(company=None).count() == 1425
    assert Product.objects.get(name="GTX Pro").aliases == ["GTXPro"]
    assert Product.objects.get(name="GTX Pro").lines.count() == 1480
    assert Company.objects.count() == 85
    assert User.objects.filter(is_active=False, deals__isnull=False).distinct().count() == 30


def test_the_reports_say_what_the_file_says(pipeline, admin):
    rows = list(csv.DictReader((SAMPLES / "sales_pipeline.csv").open(encoding="utf-8")))
    keys = {
        "owner": lambda row: row["sales_agent"],
        "product": lambda row: "GTX Pro" if row["product"] == "GTXPro" else row["product"],
        "month": lambda row: row["close_date"][:7],
        "superior": superior_of_agent(),
    }
    for group, key in keys.items():
        assert told(group, admin) == calculated(rows, key), group


def superior_of_agent():
    teams = csv.DictReader((SAMPLES / "sales_teams.csv").open(encoding="utf-8"))
    managers = {row["sales_agent"]: row["manager"] for row in teams}
    return lambda row: managers[row["sales_agent"]]


def told(group, user):
    form = SalesForm({"period": "dates", "first": "2016-10-01", "last": "2017-12-31", "group": group}, user)
    assert form.is_valid(), form.errors
    rows, _total = sales_rows(form)
    label = (lambda row: f"{row.key:%Y-%m}") if group == "month" else (lambda row: row.label)
    return {
        label(row): (
            row.won,
            row.lost,
            row.sums["USD"][0],
            round(row.cycle, 9),
            row.cycle_median,
            round(row.closed_cycle, 9),
            row.closed_cycle_median,
        )
        for row in rows
    }


def calculated(rows, key):
    groups = defaultdict(lambda: {"Won": [], "Lost": [], "sum": Decimal(0)})
    for row in rows:
        if row["deal_stage"] in ("Won", "Lost"):
            days = (date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days
            groups[key(row)][row["deal_stage"]].append(days)
            if row["deal_stage"] == "Won":
                groups[key(row)]["sum"] += Decimal(row["close_value"])
    return {
        name: (
            len(group["Won"]),
            len(group["Lost"]),
            group["sum"],
            round(mean(group["Won"]), 9),
            median(group["Won"]),
            round(mean(group["Won"] + group["Lost"]), 9),
            median(group["Won"] + group["Lost"]),
        )
        for name, group in groups.items()
    }


def test_the_same_file_again_makes_no_new_deal(pipeline, admin_client):
    again = bring(admin_client, "sales_pipeline.csv", currency="USD")

    assert (again.created, again.skipped) == (0, 8800)
    assert Deal.objects.count() == 8800


def test_an_import_is_undone_as_a_whole(pipeline, admin_client):
    run = pipeline["sales_pipeline"]
    touched = Deal.objects.open().first()
    touched.give_to(User.objects.get(email="admin@example.com"), by=User.objects.get(email="admin@example.com"))

    admin_client.post(reverse("exchange:undo", args=[run.pk]))
    run_import(run.pk)

    run.refresh_from_db()
    assert run.state == "undone"
    assert [deal.pk for deal in Deal.objects.all()] == [touched.pk]
    assert run.records.filter(kept=True, kind="deal").count() == 1
