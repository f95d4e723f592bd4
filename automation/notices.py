"""What rules tell people."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import notice


@notice("automation.told", gettext_lazy("A rule of automation has something for me"), icon="robot")
def told(notice, deal):
    details = notice.details
    return format_html(_("{text} — “{deal}”"), text=details.get("text", ""), deal=deal or details.get("deal", ""))
