"""Ready tables: downloaded, filled in, sent back; nothing is mapped by hand."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from exchange.models import ImportRun
from exchange.preparing import likeliest
from exchange.ready_tables import FORMATS, head_of
from exchange.targets import TARGETS
from tests.exchange.walking import check, send, start, take_columns, take_values

pytestmark = pytest.mark.django_db
WHATS = ["companies", "contacts", "leads", "deals", "products", "people"]


@pytest.fixture(autouse=True)
def _ready(settings, tmp_path, roles):
    from deals.ready import make_ready_funnels

    settings.MEDIA_ROOT = tmp_path
    make_ready_funnels("ru")


def table(client, what, file_format):
    response = client.get(reverse("exchange:ready_table", args=[what, file_format]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("what", WHATS)
def test_every_column_of_a_ready_table_is_recognised_in_either_language(what, language):
    with override(language):
        head = head_of(what)

    assert likeliest(head) == what
    assert len(TARGETS[what].guess(head)) == len(head)


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("what", WHATS)
def test_the_example_row_comes_in_as_it_is(client, admin, what, file_format):
    client.force_login(admin)
    content = table(client, what, file_format)

    response = send(client, f"{what}.{file_format}", content)
    assert response.status_code == 302, response.context["form"].errors
    run = ImportRun.objects.latest("pk")
    take_columns(client, run)
    take_values(client, run)
    found = check(client, run)
    run = start(client, run)

    assert (run.what, found.unused, found.bad) == (what, set(), 0)
    assert (run.created, run.refused) == (1, 0)


def test_titles_are_in_the_language_of_the_reader(client, admin):
    client.force_login(admin)
    admin.language = "ru"
    admin.save(update_fields=["language"])

    assert "Мобильный телефон" in table(client, "contacts", "csv").decode("utf-8-sig")


@pytest.mark.parametrize("path", ["secrets.xlsx", "deals.pdf"])
def test_there_are_no_other_tables(client, admin, path):
    client.force_login(admin)
    assert client.get(f"/import/tables/{path}").status_code == 404


def test_a_head_gets_tables_of_what_they_may_bring_in(client, head, anna):
    client.force_login(head)
    assert client.get(reverse("exchange:ready_table", args=["companies", "csv"])).status_code == 200
    assert client.get(reverse("exchange:ready_table", args=["products", "csv"])).status_code == 404

    client.force_login(anna)
    assert client.get(reverse("exchange:ready_table", args=["companies", "csv"])).status_code == 403
