from django.core.management.base import BaseCommand

from regulations.loader import load_default_handbook


class Command(BaseCommand):
    help = "Publish the default handbook where the company has none; what it has is left alone."

    def handle(self, **options):
        loaded = load_default_handbook()
        self.stdout.write(", ".join(str(edition) for edition in loaded) or "The handbook is there already.")
