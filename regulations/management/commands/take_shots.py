from django.core.management.base import BaseCommand

from regulations.shots.standing import is_possible, standings, wanted
from regulations.shots.turn import take_turn


class Command(BaseCommand):
    help = "Takes the pictures of the screens for the handbook: those that are stale, or all of them."

    def add_arguments(self, parser):
        parser.add_argument("keys", nargs="*")
        parser.add_argument("--all", action="store_true")

    def handle(self, *, keys, all, **options):
        if not is_possible():
            self.stderr.write("No browser is installed here.")
            return
        shots = standings().values() if all or keys else wanted()
        told = take_turn([shot for shot in shots if not keys or shot.key in keys])
        if told is None:
            self.stderr.write("Somebody is taking them at this moment.")
            return
        for (key, language), outcome in sorted(told.items()):
            self.stdout.write(f"{key} {language}: {outcome}")
