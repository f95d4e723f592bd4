from django.core.management.base import BaseCommand, CommandError

from regulations.chain import problems_in
from regulations.models import Regulation


class Command(BaseCommand):
    help = "Check that every published edition is what was published; exits non-zero and names what is not."

    def handle(self, **options):
        problems = [problem for regulation in Regulation.objects.all() for problem in problems_in(regulation)]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problem(s) in the handbook's editions.")
        self.stdout.write("All published editions are as they were published.")
