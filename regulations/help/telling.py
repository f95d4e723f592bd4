"""What people are told about questions and ideas from the screens."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import notice, subject
from notifications.telling import notify

from ..models.help import Wish

subject("wish", lambda user: Wish.objects.visible_to(user), lambda wish: f"{reverse('regulations:wishes')}#wish-{wish.pk}")


def tell(people, verb, wish):
    notify(people, verb, wish, key=f"{verb}:{wish.pk}", details={"text": Truncator(wish.text).chars(120), "who": str(wish.user)})


def _link(notice):
    url = f"{reverse('regulations:wishes')}#wish-{notice.subject_id}"
    return format_html('<a href="{}">{}</a>', url, notice.details["text"])


@notice("wish.made", gettext_lazy("A question or an idea about the CRM"), icon="help-circle")
def made(notice, record):
    return format_html(_("{who} asks about the CRM: {link}"), who=notice.details["who"], link=_link(notice))


@notice("wish.answered", gettext_lazy("My question about the CRM was answered"), icon="message")
def answered(notice, record):
    return format_html(_("Your question was answered: {link}"), link=_link(notice))
