"""The second factor: codes of an authenticator app, and single-use codes on paper for the day the phone is lost."""

import secrets

import segno
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from crm_project.lib import clock
from timeline.models import Entry

from .models import RecoveryCode, Workspace

ISSUER = "Ordo"
CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def device_of(user):
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


def is_required(user):
    """By the role; a demo company is never closed to those who look at it."""
    return user.role.needs_second_factor and not Workspace.current().is_demo


def prepare(user):
    """The device that is being set up: made once, kept until its first code confirms it."""
    waiting = TOTPDevice.objects.devices_for_user(user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)


def picture_of(device):
    """The QR code as SVG made here: nothing about the secret leaves the page."""
    return segno.make(device.config_url, error="m").svg_inline(
        scale=4, border=2, omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff"
    )


def spelled(device):
    """The secret for typing by hand, in groups of four."""
    from base64 import b32encode

    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


def confirm(user, code, *, by):
    """The first right code switches the second factor on; answers the recovery codes, shown this once, or None."""
    with transaction.atomic():
        device = TOTPDevice.objects.devices_for_user(user, confirmed=False).select_for_update().first()
        if device is None or not device.verify_token(code):
            return None
        TOTPDevice.objects.devices_for_user(user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        user.record("second_factor_on", by=by, audience=Entry.Audience.ADMINS)
        return renew_recovery_codes(user, by=by)


def switch_off(user, *, by):
    with transaction.atomic():
        TOTPDevice.objects.devices_for_user(user).delete()
        user.recovery_codes.all().delete()
        user.record("second_factor_off", by=by, audience=Entry.Audience.ADMINS)


def renew_recovery_codes(user, *, by):
    """Ten new codes; only their hashes are kept."""
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=_hash(code)) for code in codes])
        user.record("recovery_codes_made", by=by, audience=Entry.Audience.ADMINS)
    return codes


def accepts(user, code):
    """True for the current code of the app or an unused recovery code; neither works twice."""
    code = code.strip().replace(" ", "").lower()
    with transaction.atomic():
        device = TOTPDevice.objects.devices_for_user(user, confirmed=True).select_for_update().first()
        if device is None:
            return False
        if code.isdecimal():
            return device.verify_token(code)
        return _spend(user, code)


def _spend(user, code):
    for kept in user.recovery_codes.unused().select_for_update():
        if check_password(code, kept.code_hash):
            kept.used_at = clock.now()
            kept.save(update_fields=["used_at"])
            user.record("recovery_code_used", by=user, audience=Entry.Audience.ADMINS, left=user.recovery_codes.unused().count())
            return True
    return False


def _hash(code):
    # 50 random bits behind a counter of attempts; a quick hash keeps ten comparisons affordable.
    return make_password(code, hasher="pbkdf2_sha256")
