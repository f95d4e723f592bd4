"""The filters of crm_project.lib.formats; an empty value stays empty."""

from django import template

from crm_project.lib import formats as lib
from crm_project.lib import phone_numbers

register = template.Library()


def _filter(function, name=None):
    def shown(value, argument=None):
        if value is None or value == "":
            return ""
        return function(value) if argument is None else function(value, argument)

    register.filter(name or function.__name__, shown)


for _function in (
    lib.number,
    lib.money,
    lib.money_whole,
    lib.money_short,
    lib.percent,
    lib.file_size,
    lib.day,
    lib.day_short,
    lib.day_words,
    lib.weekday_day,
    lib.weekday_short,
    lib.month,
    lib.moment,
    lib.duration,
    lib.talk,
    lib.age,
    lib.ago,
    lib.initials,
):
    _filter(_function)
_filter(lib.clock_time, "clock")
_filter(phone_numbers.shown, "phone")
_filter(lambda pair: lib.day_range(*pair), "day_range")
