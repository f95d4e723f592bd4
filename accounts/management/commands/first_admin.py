from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts import beginning


class Command(BaseCommand):
    help = "Print the one-time code and the address at which an empty installation is set up."

    def handle(self, *args, **options):
        if not beginning.may_begin():
            raise CommandError("There are people in this installation already; an administrator invites further ones.")
        self.stdout.write(f"Open {settings.BASE_URL}{reverse('accounts:first_setup')}")
        if beginning.needs_code():
            self.stdout.write(f"and give this code, which works once: {beginning.new_code()}")
