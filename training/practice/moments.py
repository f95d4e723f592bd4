"""Moments as a task names them: "tomorrow 11:00" by the clock of whoever does it, counted from the day the task was begun."""

from datetime import datetime, time, timedelta

DAYS = {"today": 0, "tomorrow": 1}


def moment_of(text, setting):
    """The moment that "tomorrow 11:00", "today 00:00" or "+3 18:00" means in the person's zone."""
    day, _space, clock_time = text.partition(" ")
    days = DAYS[day] if day in DAYS else int(day)
    date = setting.started_at.astimezone(setting.zone).date() + timedelta(days=days)
    return datetime.combine(date, time.fromisoformat(clock_time or "00:00"), tzinfo=setting.zone)
