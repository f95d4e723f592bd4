from django.core.management.base import BaseCommand
from django.db.models import Count, Min

from outbox.drain import drain
from outbox.models import Parcel


class Command(BaseCommand):
    help = "Tells what waits to leave the process, or delivers it."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--status", action="store_true")
        what.add_argument("--drain", action="store_true")

    def handle(self, *, status, **options):
        if not status:
            sent, failed = drain(seconds=600)
            self.stdout.write(f"sent {sent}, failed {failed}")
            return
        counts = Parcel.objects.values("kind", "state").annotate(n=Count("pk"), oldest=Min("due_at")).order_by("kind", "state")
        for row in counts:
            self.stdout.write(f"{row['kind']:30} {row['state']:8} {row['n']:8} oldest due {row['oldest']:%Y-%m-%d %H:%M}")
        if not counts:
            self.stdout.write("empty")
