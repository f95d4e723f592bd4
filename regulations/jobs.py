from celery import shared_task

from .living.following import follow
from .models.effect import take_effect
from .shots.turn import take_in_a_process
from .upkeep import close_rounds, forget_brought_files, remind_of_reviews


@shared_task(name="regulations.take_effect")
def editions_take_effect():
    """Runs at every tick; editions whose day has come begin to hold, each once."""
    take_effect()


@shared_task(name="regulations.upkeep")
def upkeep():
    """Runs at every tick; ends the discussions that are over and reminds owners of documents nobody has looked through;
    files that were brought and left are forgotten."""
    close_rounds()
    remind_of_reviews()
    forget_brought_files()


@shared_task(name="regulations.follow_settings")
def follow_settings():
    """Runs at every tick; where the settings say something else than the living blocks did, an edition says so, once."""
    follow()


@shared_task(name="regulations.take_shots")
def take_shots():
    """Runs at every tick; pictures of the screens that are stale are taken, at night or when somebody asked."""
    take_in_a_process()
