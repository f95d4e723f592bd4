from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Entry", "Comment", "File")

    def ready(self):
        from crm_project.lib.ticks import every_minute

        from . import composers, rows  # noqa: F401  the looks of our own verbs

        composers.composer("comment", _("Comment"), "message", template="timeline/_comment_form.html", position=10)
        every_minute("timeline.seal", queue="default")
        every_minute("timeline.empty_trash", queue="bulk")
