"""What practical tasks know of the person's own things: saved views, profile, notifications, files."""

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView, User
from timeline.models import File

from . import vocabulary
from .knowing import judge, subject

LENT = "SELECT id FROM public.accounts_savedview"

subject(
    "saved_view",
    SavedView,
    mine=lambda setting: Q(owner=setting.user) & ~Q(pk__in=RawSQL(LENT, [])),  # noqa: S611  a constant
    page=lambda value, setting: Q(page=value),
    has=lambda value, setting: Q(query__contains=value),
)
subject(
    "file",
    File,
    mine=lambda setting: Q(uploaded_by=setting.user, deleted_at=None, created_at__gte=setting.started_at),
    about_deal=lambda value, setting: Q(subject_kind="deal", subject_id=value),
)


@judge("own.profile")
def profile_is_filled(setting, record):
    person = User.objects.get(pk=setting.user.pk)
    return all(str(one).strip() for one in (person.first_name, person.last_name, person.phone))


@judge("own.notices")
def notices_are_chosen(setting, record):
    return bool(User.objects.get(pk=setting.user.pk).preferences.get("notices"))


# -- how people call it --------------------------------------------------------------

vocabulary.subject("saved_view", _("Saved view"), page=vocabulary.PAGE_OF_VIEW, has=vocabulary.HELD_BY_VIEW)
vocabulary.subject("file", _("File"), about_deal=vocabulary.given(_("Deal"), "made:deal"))
vocabulary.judge("own.profile", _("Own profile: first name, last name and phone are there"))
vocabulary.judge("own.notices", _("Own notifications are chosen"))
vocabulary.start("accounts:profile", _("My profile"))
