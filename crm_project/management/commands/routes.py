import json

from django.core.management.base import BaseCommand

from crm_project.lib.routes import routes


class Command(BaseCommand):
    help = "Lists every address with its name, methods and the right it needs."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        if options["json"]:
            self.stdout.write(json.dumps([route.as_dict() for route in routes()], indent=2))
            return
        for route in routes():
            self.stdout.write(f"{route.path:60} {route.name:32} {','.join(route.methods):16} {route.right or 'NO RIGHT'}")
