from celery import shared_task

from crm_project.lib import clock

from .birthdays import greet, remind
from .models import CompanyMerge, ContactMerge
from .sweeping import sweep


@shared_task(name="contacts.find_doubles")
def find_doubles():
    """Runs at every tick; compares the cards that changed with all others, a bounded number of them."""
    sweep()


@shared_task(name="contacts.gather_late")
def gather_late():
    """Runs at every tick; what was begun before a merge and came to the absorbed card after it follows to the kept one."""
    for model in (CompanyMerge, ContactMerge):
        for journal in model.objects.recent(clock.now()):
            journal.gather()


@shared_task(name="contacts.birthdays")
def birthdays():
    """Runs at every tick; owners are told of the birthdays that come, people are greeted on theirs, each once a year."""
    remind()
    greet()
