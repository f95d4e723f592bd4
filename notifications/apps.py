from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from crm_project.lib.shell import badge

        from . import letters, of_views  # noqa: F401  they register themselves
        from .models import Notice

        badge("bell", lambda request: Notice.objects.visible_to(request.user).unread())
