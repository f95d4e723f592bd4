from django.core.management.base import BaseCommand

from training.models import Question, TestDefinition
from training.ready import make_ready


class Command(BaseCommand):
    help = "Put in the ready questions, practical tasks and tests that a company which is set up already does not have yet."

    def handle(self, *args, **options):
        before = Question.objects.count(), TestDefinition.objects.count()
        make_ready()
        questions, tests = Question.objects.count() - before[0], TestDefinition.objects.count() - before[1]
        self.stdout.write(f"{questions} questions and tasks, {tests} tests added.")
