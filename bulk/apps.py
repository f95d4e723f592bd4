from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "bulk"
    default_auto_field = "django.db.models.BigAutoField"
    training_settings = ("BulkAct", "BulkItem")

    def ready(self):
        from crm_project.lib.ticks import every_minute

        from . import notices, parcels, sentences  # noqa: F401  they register themselves

        every_minute("bulk.carry_on", queue="bulk")
        every_minute("bulk.forget", queue="bulk")
