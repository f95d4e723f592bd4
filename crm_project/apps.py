from django.apps import AppConfig
from django.db.backends.signals import connection_created

from crm_project.lib import clock, ticks


class ProjectConfig(AppConfig):
    name = "crm_project"

    def ready(self):
        connection_created.connect(clock.follow_database, dispatch_uid="clock")
        ticks.every_minute("crm_project.clear_sessions", queue="bulk")
