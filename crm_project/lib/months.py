"""Months as people count them."""

from datetime import date


def months_later(day, months):
    """The same day so many months later (or earlier, if negative), or that month's last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(months)
