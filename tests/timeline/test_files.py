"""Files on a card: through the rights of the card, never run by a browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import make_company, make_deal
from timeline import keeping, trash
from timeline.keeping import FileIsNotAccepted, keep, path_of, safe_name
from timeline.models import File

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(client, record, *files):
    return client.post(reverse("timeline:upload", args=[record.kind, record.pk]), {"files": list(files)})


def address(file):
    return reverse("timeline:file", args=[file.subject_kind, file.subject_id, file.pk])


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("head", 200), ("admin", 200), ("auditor", 200), ("boris", 404), ("vera", 404)])
def test_a_file_is_served_to_whoever_sees_its_record(client, request, anna, funnel, who, status):
    file = keep(SimpleUploadedFile("offer.pdf", b"%PDF-1.4"), make_deal(anna), by=anna)
    client.force_login(request.getfixturevalue(who))

    assert client.get(address(file)).status_code == status


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg onload=alert(1)>"),
        ("x.html", b"<script>alert(1)</script>"),
        ("x.png", b"<svg onload=alert(1)>"),
        ("x.xml", b"<?xml?>"),
    ],
)
def test_active_content_is_only_ever_downloaded(client, anna, name, content):
    company = make_company(anna)
    client.force_login(anna)
    upload(client, company, SimpleUploadedFile(name, content, "image/svg+xml"))

    response = client.get(f"{address(File.objects.get())}?view")

    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_safe_picture_is_shown_on_request_and_sandboxed(client, anna):
    file = keep(SimpleUploadedFile("photo.png", PNG), make_company(anna), by=anna)
    client.force_login(anna)

    assert client.get(address(file))["Content-Disposition"].startswith("attachment")
    shown = client.get(f"{address(file)}?view")

    assert (shown["Content-Type"], shown["Content-Disposition"].split(";")[0]) == ("image/png", "inline")
    assert "sandbox" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\offer.docx", "offer.docx"),
        ("-rf.txt", "rf.txt"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ("", "file"),
    ],
)
def test_a_file_name_is_data_only(typed, kept):
    assert safe_name(typed) == kept


def test_a_long_name_keeps_its_ending():
    name = safe_name("щ" * 300 + ".pdf")
    assert len(name) <= 200
    assert name.endswith(".pdf")


def test_names_with_cyrillic_travel_by_the_book(client, anna):
    file = keep(SimpleUploadedFile("Договор №5.pdf", b"%PDF-"), make_company(anna), by=anna)
    client.force_login(anna)

    assert "filename*=utf-8''" in client.get(address(file))["Content-Disposition"]


def test_the_name_on_the_disk_is_random(anna):
    file = keep(SimpleUploadedFile("offer.pdf", b"%PDF-"), make_company(anna), by=anna)

    assert "offer" not in str(path_of(file))
    assert path_of(file).read_bytes() == b"%PDF-"


def test_each_file_is_refused_by_itself_with_its_name(client, anna, monkeypatch):
    monkeypatch.setattr(keeping, "LIMIT", 10)
    company = make_company(anna)
    client.force_login(anna)

    response = upload(
        client,
        company,
        SimpleUploadedFile("good.txt", b"ok"),
        SimpleUploadedFile("big.txt", b"x" * 11),
        SimpleUploadedFile("empty.txt", b""),
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "big.txt” is larger than 20 MB" in page
    assert "empty.txt” is empty" in page
    assert [file.name for file in File.objects.all()] == ["good.txt"]


def test_a_place_that_takes_pictures_looks_at_the_content(anna):
    company = make_company(anna)

    keep(SimpleUploadedFile("me.jpg", PNG), company, by=anna, accept=keeping.PICTURES)
    with pytest.raises(FileIsNotAccepted):
        keep(SimpleUploadedFile("me.png", b"<svg>"), company, by=anna, accept=keeping.PICTURES)


def test_a_removed_file_comes_back_and_after_thirty_days_is_gone(client, anna):
    file = keep(SimpleUploadedFile("offer.pdf", b"%PDF-"), make_company(anna), by=anna)
    client.force_login(anna)
    where = ["company", file.subject_id, file.pk]

    client.post(reverse("timeline:file-remove", args=where))
    assert client.get(address(file)).status_code == 404
    client.post(reverse("timeline:file-restore", args=where))
    assert client.get(address(file)).status_code == 200

    client.post(reverse("timeline:file-remove", args=where))
    file.refresh_from_db()
    assert trash.empty_trash() == 0
    assert trash.empty_trash(file.deleted_at + trash.timedelta(days=31)) == 1
    assert trash.empty_trash(file.deleted_at + trash.timedelta(days=31)) == 0
    assert not path_of(file).exists()


@pytest.mark.parametrize("who", ["boris", "vera", "auditor"])
def test_strangers_and_the_auditor_attach_nothing(client, request, anna, who):
    company = make_company(anna)
    client.force_login(request.getfixturevalue(who))

    upload(client, company, SimpleUploadedFile("x.txt", b"x"))

    assert not File.objects.exists()
