"""Files with surprises further down than their titles."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm_project.lib import sheets
from exchange.models import ImportRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(client, admin, settings, tmp_path):
    """uploaded(text) → the import whose columns are to be mapped."""
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)

    def send(text):
        response = client.post(reverse("exchange:upload"), {"file": SimpleUploadedFile("clients.csv", text.encode(), "text/csv")})
        assert response.status_code == 302
        return ImportRun.objects.latest("pk")

    return send


def test_a_cell_as_long_as_a_book_is_read(client, uploaded):
    run = uploaded("Company,Phone\n" + "x" * 1_500_000 + ",+7 912 345-67-89\n")
    assert client.get(reverse("exchange:columns", args=[run.pk])).status_code == 200


@pytest.mark.parametrize("step", ["columns", "choices", "preview"])
def test_a_table_damaged_further_down_is_sent_back_with_a_sentence(client, uploaded, step, monkeypatch):
    run = uploaded("Company,Phone\nVector,+7 912 345-67-89\n")

    def broken(*_arguments):
        raise sheets.UnreadableFile("damaged")

    monkeypatch.setattr(sheets, "_csv_rows", broken)
    response = client.get(reverse(f"exchange:{step}", args=[run.pk]), follow=True)

    assert response.redirect_chain == [(reverse("exchange:upload"), 302)]
    assert [str(message) for message in response.context["messages"]]
