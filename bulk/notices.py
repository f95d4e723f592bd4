"""Who began a long act is told of its end."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import notice, subject
from notifications.telling import notify

from .models import BulkAct

subject("bulk_act", BulkAct.objects.visible_to, "bulk:act")


@notice("bulk.ended", gettext_lazy("An act of mine on many records is done"), icon="checks")
def ended(notice, act):
    words = _("{title}: {done} done, {refused} refused")
    return format_html(words, **{name: notice.details.get(name, "") for name in ("title", "done", "refused")})


def tell_author(act):
    """Once, whoever calls."""
    act.refresh_from_db()
    if act.finished_at and act.state != BulkAct.State.CANCELLED:
        facts = {"title": str(act.title), "done": act.done, "refused": act.refused}
        notify([act.by], "bulk.ended", act, key=f"bulk:{act.pk}", details=facts)
