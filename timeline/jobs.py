from celery import shared_task

from .sealing import seal
from .trash import empty_trash


@shared_task(name="timeline.seal")
def seal_audit():
    """Chains what was written since the last tick."""
    seal()


@shared_task(name="timeline.empty_trash")
def empty_files_trash():
    """Takes off the disk what lay in the trash for thirty days."""
    empty_trash()
