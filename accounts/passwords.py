"""What a password may not be, beyond Django's own lists."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 256
OWN_WORDS = {"ordo", "crm", "порядок", "срм", "password", "parol", "пароль", "qwerty", "йцукен", "admin", "админ"}
ENOUGH = 3


class NotTooLongValidator:
    """256 characters are enough for any sentence, and keep hashing cheap."""

    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(
                ngettext("At most %(n)d character.", "At most %(n)d characters.", LONGEST) % {"n": LONGEST}, code="password_too_long"
            )

    def get_help_text(self):
        return ""


class NotOurWordsValidator:
    """The names of the product, the company and the person, dressed up with digits, are the first things tried."""

    def validate(self, password, user=None):
        typed = "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", password).casefold()))
        rest = typed
        for word in sorted(_words_about(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != typed and len(set(re.sub(r"\d", "", rest))) < ENOUGH:
            raise ValidationError(_("This password is made of names and words that are easy to guess."), code="password_of_our_words")

    def get_help_text(self):
        return ""


def _words_about(user):
    from .models import Workspace

    about = [Workspace.current().name]
    if user is not None:
        about += [user.first_name, user.last_name, *user.email.partition("@")[::2]]
    words = {word for text in about for word in re.findall(r"[^\W_]+", text.casefold())}
    return {word for word in words | OWN_WORDS if len(word) >= 3}
