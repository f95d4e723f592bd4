from celery import shared_task

from . import reminding, watching


@shared_task(name="regulations.reading")
def reading():
    """Asks people to read what has come into force, and follows colleagues, positions and absences."""
    watching.tick()


@shared_task(name="regulations.remind")
def remind():
    """Reminds of reading, and tells heads who is late: each once."""
    reminding.tick()
