import json

from django.core.management.base import BaseCommand, CommandError

from timeline.models import Entry
from timeline.sealing import seal, verify


class Command(BaseCommand):
    help = "Verifies the hash chain of the audit, or exports it as JSON lines."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--verify", action="store_true")
        what.add_argument("--export", action="store_true")

    def handle(self, *, export, **options):
        if export:
            self._export()
            return
        seal()
        verdict = verify()
        if verdict.broken is not None:
            raise CommandError(f"The chain breaks at entry {verdict.broken}; {verdict.checked} entries before it are intact.")
        self.stdout.write(f"intact: {verdict.checked} entries, sealed to {verdict.sealed_to}, {verdict.waiting} waiting")

    def _export(self):
        for entry in Entry.objects.order_by("pk").iterator(chunk_size=5000):
            row = {
                name: getattr(entry, name)
                for name in ("pk", "seal", "chain", "subject_kind", "subject_id", "verb", "actor_name", "details")
            }
            row |= {"actor": entry.actor_id, "happened_at": entry.happened_at.isoformat(), "recorded_at": entry.recorded_at.isoformat()}
            self.stdout.write(json.dumps(row, ensure_ascii=False))
