"""What the tick of every minute wakes: a registry that apps fill when they are ready."""

QUEUES = ("critical", "default", "bulk")

_jobs = {}


def every_minute(job, *, queue="default"):
    """Send the job of this name at every tick. The job asks the database what is due, so running it twice changes nothing."""
    if queue not in QUEUES:
        raise ValueError(f"There is no queue {queue}.")
    _jobs[job] = queue


def jobs():
    return dict(_jobs)
