import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Schedule, User
from accounts.schedule import Timetable
from crm_project.lib import clock
from timeline.models import Entry

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
MINE = {"first_name": "Anna", "last_name": "Kovaleva", "language": "en", "zone": "Europe/Moscow", "theme": "dark", "shortcuts_on": "on"}


def test_what_is_hers_anna_changes(client, anna):
    client.force_login(anna)
    client.post("/me/", MINE | {"phone": "8 (918) 442-19-06", "birthday": "1990-05-17", "signature": "Anna"})

    anna.refresh_from_db()
    assert (anna.last_name, anna.theme, anna.phone, str(anna.birthday)) == ("Kovaleva", "dark", "+79184421906", "1990-05-17")


def test_what_is_the_administrators_she_does_not(client, anna, roles, service, boris):
    client.force_login(anna)
    forged = {
        "role": roles["administrator"].pk,
        "department": service.pk,
        "superior": boris.pk,
        "is_active": "",
        "email": "x@example.com",
        "session_epoch": 7,
    }
    before = User.objects.values().get(pk=anna.pk)
    client.post("/me/", MINE | forged)

    after = User.objects.values().get(pk=anna.pk)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"last_name", "theme", "checked_on"}


@pytest.mark.parametrize(
    "field, value",
    [
        ("zone", "Mars/Base"),
        ("zone", "Etc/GMT+3"),
        ("birthday", "0203-01-01"),
        ("language", "de"),
        ("theme", "pink"),
        ("first_name", " \u200e\x07 "),
    ],
)
def test_nonsense_is_refused(client, anna, field, value):
    client.force_login(anna)

    assert client.post("/me/", MINE | {field: value}).status_code == 422


def test_a_photo_is_a_picture_by_its_content(client, anna, boris, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(anna)
    client.post("/me/photo/", {"photo": SimpleUploadedFile("me.png", b"<svg onload=alert(1)>", "image/png")})
    anna.refresh_from_db()
    assert anna.photo is None

    client.post("/me/photo/", {"photo": SimpleUploadedFile("me.exe", PNG, "application/x-msdownload")})
    client.force_login(boris)
    shown = client.get(f"/people/{anna.pk}/photo/")

    assert shown["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content) == PNG


def test_a_photo_is_taken_away(client, anna, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(anna)
    client.post("/me/photo/", {"photo": SimpleUploadedFile("me.png", PNG)})
    client.post("/me/photo/", {"remove": "1"})

    assert client.get(f"/people/{anna.pk}/photo/").status_code == 404


def test_the_language_is_changed_by_a_form_only(client, anna):
    client.force_login(anna)

    assert client.get("/language/").status_code == 405
    client.post("/language/", {"language": "ru", "next": "/me/"})
    anna.refresh_from_db()
    assert anna.language == "ru"
    assert client.cookies["language"].value == "ru"


def test_a_stranger_keeps_the_language_in_the_browser(client, db):
    client.post("/language/", {"language": "en"})
    client.post("/language/", {"language": "xx"})

    assert client.cookies["language"].value == "en"


def test_the_theme_is_remembered(client, anna):
    client.force_login(anna)
    client.post("/theme/", {"theme": "light"}, headers={"hx-request": "true"})
    client.post("/theme/", {"theme": "neon"}, headers={"hx-request": "true"})

    anna.refresh_from_db()
    assert anna.theme == "light"


def test_a_new_zone_closes_the_day_from_a_date_on_and_is_told_to_administrators(client, anna):
    today = clock.today("Europe/Moscow")
    before = Timetable().cut_off(anna, today.replace(year=today.year - 1))
    client.force_login(anna)
    client.post("/me/", MINE | {"zone": "Asia/Vladivostok"})

    anna.refresh_from_db()
    row = Schedule.objects.of(anna).first()
    assert row.zone == "Asia/Vladivostok"
    assert row.effective_from >= today
    assert Timetable().zone(anna, row.effective_from).key == "Asia/Vladivostok"
    assert Timetable().cut_off(anna, today.replace(year=today.year - 1)) == before
    assert Entry.objects.filter(verb="hours_changed", subject_id=anna.pk, audience="admins").count() == 1
