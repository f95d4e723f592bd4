from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Project", "Line", "Note")

    def ready(self):
        from accounts.hand_over import hands_over_owned
        from deals.panels import panel
        from timeline import subjects
        from timeline.looks import WITHOUT_TALKS, look

        from . import panels, sentences  # noqa: F401  sentences register themselves
        from .models import Project
        from .refusals import Refused

        label = Project._meta.verbose_name
        subjects.register(
            "project", Project.objects.visible_to, url_name="projects:project", label=label, may_write=_may_write, tabs=WITHOUT_TALKS
        )
        for verb, icon in [("project_begun", "briefcase"), ("project_closed", "check"), ("project_reopened", "arrow-back-up")]:
            look(verb, icon=icon)
        for verb in ("task_gathered", "task_let_go"):
            look(verb, icon="checkbox")
        panel("data", order=40)(panels.projects_panel)
        panel("menu", order=40)(panels.projects_item)
        hands_over_owned("projects", _("Projects"), lambda: Project.objects.open(), refusals=(Refused,), works_with="task")


def _may_write(user, project):
    """Comment and attach: whoever works with tasks; an auditor only reads."""
    return user.may("edit", "task")
