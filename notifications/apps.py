from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Notice",)
    training_settings = ("PushSubscription",)

    def ready(self):
        from crm_project.lib.shell import badge

        from . import digest, letters, of_views, push  # noqa: F401  they register themselves
        from .models import Notice

        badge("bell", lambda request: Notice.objects.visible_to(request.user).unread())
        self._end_with_the_person()

    def _end_with_the_person(self):
        from accounts.signals import person_left

        from .models import PushSubscription

        def forget(sender, user, **kwargs):
            PushSubscription.objects.visible_to(user).forget()

        person_left.connect(forget, weak=False, dispatch_uid="notifications.forget_browsers")
