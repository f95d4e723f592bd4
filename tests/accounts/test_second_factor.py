from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.models import RecoveryCode, Workspace
from tests.factories import PASSWORD
from timeline.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def code_now(device):
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06}"


def switch_on(user):
    device = second_factor.prepare(user)
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        codes = second_factor.confirm(user, code_now(device), by=user)
    return TOTPDevice.objects.get(user=user), codes


def knock(client, **more):
    return client.post("/sign-in/", {"email": "anna@example.com", "password": PASSWORD, **more})


def test_the_code_of_the_app_is_asked_after_the_password(client, anna):
    device, _codes = switch_on(anna)

    assert knock(client, next="/me/").url == "/sign-in/code/"
    assert client.get("/me/").status_code == 302
    assert client.post("/sign-in/code/", {"code": code_now(device)}).url == "/me/"
    assert client.get("/me/").status_code == 200


def test_a_code_works_once(client, django_client_factory, anna):
    device, _codes = switch_on(anna)
    with time_machine.travel(timezone.now(), tick=False):
        code = code_now(device)
        knock(client)
        client.post("/sign-in/code/", {"code": code})
        other = django_client_factory()
        knock(other)

        assert other.post("/sign-in/code/", {"code": code}).status_code == 422


def test_a_clock_half_a_minute_late_is_forgiven(client, anna):
    device, _codes = switch_on(anna)
    with time_machine.travel(timezone.now() - timedelta(seconds=30)):
        late = code_now(device)
    knock(client)

    assert client.post("/sign-in/code/", {"code": late}).status_code == 302


def test_guessing_codes_is_throttled(client, anna):
    switch_on(anna)
    knock(client)
    for guess in range(10):
        assert client.post("/sign-in/code/", {"code": f"{guess:06}"}).status_code == 422

    assert client.post("/sign-in/code/", {"code": "000010"}).status_code == 429


def test_the_password_alone_lasts_ten_minutes(client, anna):
    device, _codes = switch_on(anna)
    knock(client)

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post("/sign-in/code/", {"code": code_now(device)}).url == "/sign-in/"


def test_nobody_reaches_the_code_without_the_password(client, anna):
    switch_on(anna)

    assert client.get("/sign-in/code/").url == "/sign-in/"


def test_a_recovery_code_works_once(client, django_client_factory, anna):
    _device, codes = switch_on(anna)
    knock(client)
    assert client.post("/sign-in/code/", {"code": f" {codes[0].upper()} "}).status_code == 302

    other = django_client_factory()
    knock(other)
    assert other.post("/sign-in/code/", {"code": codes[0]}).status_code == 422
    assert Entry.objects.get(verb="recovery_code_used").details["left"] == 9


def test_recovery_codes_are_kept_as_hashes(anna):
    _device, codes = switch_on(anna)

    kept = str(list(RecoveryCode.objects.values_list("code_hash", flat=True)))
    assert len(codes) == 10
    assert not any(code in kept for code in codes)


def test_the_square_is_drawn_here_and_the_first_code_switches_on(client, anna):
    client.force_login(anna)
    page = client.get("/me/second-factor/")
    device = TOTPDevice.objects.get(user=anna)

    answer = client.post("/me/second-factor/", {"code": code_now(device)})

    assert "<svg" in page.content.decode()
    assert "http" not in page.content.decode().split('class="k-qr"')[1].split("</div>")[0]
    assert answer.content.decode().count("<code>") == 10
    assert second_factor.device_of(anna) is not None


def test_a_wrong_first_code_switches_nothing_on(client, anna):
    client.force_login(anna)
    client.get("/me/second-factor/")

    assert client.post("/me/second-factor/", {"code": "000000"}).status_code == 422
    assert second_factor.device_of(anna) is None


def test_switching_off_needs_the_password(client, anna):
    switch_on(anna)
    client.force_login(anna)

    assert client.post("/me/second-factor/off/", {"current": "wrong"}).status_code == 422
    assert second_factor.device_of(anna) is not None
    client.post("/me/second-factor/off/", {"current": PASSWORD})
    assert second_factor.device_of(anna) is None


def test_a_role_may_require_it(client, admin, roles):
    roles["administrator"].needs_second_factor = True
    roles["administrator"].save()
    client.force_login(admin)

    assert client.get("/settings/").url == "/me/second-factor/"
    assert client.get("/me/second-factor/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


def test_the_demo_is_never_closed_by_it(client, admin, roles):
    roles["administrator"].needs_second_factor = True
    roles["administrator"].save()
    Workspace.objects.update(is_demo=True)
    client.force_login(admin)

    assert client.get("/settings/").status_code == 200


def test_an_administrator_helps_somebody_who_lost_the_phone(client, anna, admin, boris):
    switch_on(anna)
    client.force_login(boris)
    assert client.post(f"/settings/people/{anna.pk}/second-factor-off/").status_code == 403
    client.force_login(admin)

    client.post(f"/settings/people/{anna.pk}/second-factor-off/")

    assert second_factor.device_of(anna) is None
