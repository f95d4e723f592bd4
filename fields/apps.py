from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "fields"
    default_auto_field = "django.db.models.BigAutoField"
