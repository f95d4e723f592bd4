from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Parcel",)

    def ready(self):
        from crm_project.lib.ticks import every_minute

        from . import readiness  # noqa: F401  registers the check

        every_minute("outbox.drain", queue="critical")
