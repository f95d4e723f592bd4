"""Changes of what somebody signs in with; each ends the sessions begun before and tells the address of before."""

from django.db import transaction

from timeline.models import Entry

from . import mail


def start_reset(user, *, email, by=None):
    """Send the link; an address nobody has costs the same work, and its letter is never composed."""
    pk = user.pk if user else 0
    with transaction.atomic():
        Entry.fact("user", pk, "reset_asked", by=by, audience=Entry.Audience.ADMINS, email=email).save(force_insert=True)
        mail.post("password_reset", email, language=user.language if user else "", user=pk)


def change_password(user, password, *, by):
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        user.end_sessions()
        user.record("password_changed", by=by, audience=Entry.Audience.ADMINS)
        mail.post("password_changed", user.email, language=user.language, email=user.email)


def change_email(user, email, *, by):
    with transaction.atomic():
        old, user.email = user.email, email
        user.save(update_fields=["email"])
        user.end_sessions()
        user.record("email_changed", by=by, audience=Entry.Audience.ADMINS, old=old, new=email)
        mail.post("email_changed", old, language=user.language, old=old, new=email)
