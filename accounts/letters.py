"""What the letters about accounts say."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import resets
from .mail import Letter, letter
from .models import Invitation, User, Workspace


@letter("password_reset")
def password_reset(facts):
    user = User.objects.active().find(facts["user"])
    if user is None:
        return None
    return Letter(
        _("A new password for Ordo"),
        [
            _("Somebody, probably you, asked for a new password for %(email)s.") % {"email": user.email},
            _("The link works once and for one hour. If it was not you, do nothing: the old password stays."),
        ],
        (_("Set a new password"), f"{reverse('accounts:password_new')}?{urlencode({'key': resets.key_for(user)})}"),
    )


@letter("invitation")
def invitation(facts):
    invited = Invitation.objects.open_ones().find(facts["invitation"])
    if invited is None:
        return None
    words = {"who": invited.invited_by, "company": Workspace.current().name}
    return Letter(
        _("You are invited to Ordo of %(company)s") % words,
        [
            _("%(who)s invites you to work in Ordo, the CRM of %(company)s.") % words,
            _("Follow the link, give your name and set a password. The link works once and for one day."),
        ],
        (_("Accept the invitation"), invited.path),
    )


@letter("password_changed")
def password_changed(facts):
    return Letter(
        _("Your password for Ordo was changed"),
        [
            _("The password for %(email)s was changed, and every other browser was signed out.") % facts,
            _("If it was not you, tell your administrator at once."),
        ],
    )


@letter("email_changed")
def email_changed(facts):
    return Letter(
        _("Your e-mail for Ordo was changed"),
        [
            _("From now on you sign in with %(new)s instead of %(old)s.") % facts,
            _("If it was not you, tell your administrator at once."),
        ],
    )
