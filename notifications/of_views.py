"""What people are told about the views they share."""

from django.dispatch import receiver
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signals import view_unshared
from crm_project.lib import clock

from .kinds import notice
from .telling import notify


@notice("view.unshared", gettext_lazy("A view I shared was taken from the department"), icon="eye-off")
def unshared(told, _subject):
    words = _("{by} took your view “{name}” from the department “{department}”: you alone see it now")
    return format_html(words, **{name: told.details.get(name, "") for name in ("by", "name", "department")})


@receiver(view_unshared, dispatch_uid="notifications.view_unshared")
def tell_the_author(sender, view, department, by, **kwargs):
    details = {"by": str(by), "name": view.name, "department": department.name}
    notify([view.owner], "view.unshared", key=f"view-unshared:{view.pk}:{clock.now().isoformat()}", details=details)
