import locale

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Workspace
from crm_project.lib.demo_cast import PASSWORD
from exchange.demo.build import build


class Command(BaseCommand):
    help = "Loads the made-up company: people, funnels, deals of three years, a handbook. The same seed makes the same company."

    def add_arguments(self, parser):
        parser.add_argument("--deals", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--language", choices=["ru", "en"], default=None)

    def handle(self, *, deals, seed, language, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo company has known passwords; it is refused in production.")
        if Workspace.objects.exists():
            raise CommandError("There is a company already; the demo is for an empty database.")
        language = language or ("ru" if (locale.getlocale()[0] or "").lower().startswith("ru") else "en")
        people = build(deals, seed, language)
        self.stdout.write(f"{'log-in':28}{'password':20}who")
        for user in people.values():
            self.stdout.write(f"{user.email:28}{PASSWORD:20}{user.full_name}, {user.role}")
