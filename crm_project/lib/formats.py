"""Numbers, money, dates and lengths of time as people read them, in Russian and English. Pure but for the clock and the active zone."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language

from . import clock

NB = "\u00a0"
MINUS = "\u2212"
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "KZT": "₸"}

MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "en": "January February March April May June July August September October November December".split(),
}
MONTHS_ALONE = {
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
    "en": MONTHS["en"],
}
MONTHS_SHORT = {
    "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}
WEEKDAYS = {
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
WEEKDAYS_SHORT = {"ru": "пн вт ср чт пт сб вс".split(), "en": "Mon Tue Wed Thu Fri Sat Sun".split()}
NEAR = {"ru": {-1: "вчера", 0: "сегодня", 1: "завтра"}, "en": {-1: "yesterday", 0: "today", 1: "tomorrow"}}
UNITS = {
    "ru": {"d": "дн", "h": "ч", "min": "мин", "s": "с", "ago": "назад", "now": "только что"},
    "en": {"d": "d", "h": "h", "min": "min", "s": "s", "ago": "ago", "now": "just now"},
}
BIG = {"ru": ((10**9, f"{NB}млрд"), (10**6, f"{NB}млн")), "en": ((10**9, "B"), (10**6, "M"))}
SIZES = {"ru": ("Б", "КБ", "МБ", "ГБ"), "en": ("B", "KB", "MB", "GB")}


def language():
    return "ru" if (get_language() or "ru").startswith("ru") else "en"


# -- numbers and money ------------------------------------------------------------


def number(value, places=None):
    """1 248,5 or 1,248.5: groups of three from 1,000 up, a fixed number of decimals when asked."""
    value = Decimal(str(value))
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
    text = f"{abs(value):,f}"
    if language() == "ru":
        text = text.replace(",", NB).replace(".", ",")
    return (MINUS if value < 0 else "") + text


def money(amount, currency="RUB"):
    """1 248 000 ₽ or ₽1,248,000; kopecks only when there are any."""
    amount = Decimal(str(amount))
    whole = amount == amount.to_integral_value()
    return _with_sign(number(amount, 0 if whole else 2), currency)


def money_whole(amount, currency="RUB"):
    """An average, which is no more exact than its rubles: 2 862 128 ₽."""
    return money(Decimal(str(amount)).quantize(Decimal(1), rounding=ROUND_HALF_UP), currency)


def money_short(amount, currency="RUB"):
    """8,41 млн ₽ or ₽8.41M: three figures from a million up; less is written out."""
    amount = Decimal(str(amount))
    for unit, name in BIG[language()]:
        if abs(amount) >= unit:
            return _with_sign(_three_figures(amount / unit) + name, currency)
    return money_whole(amount, currency)


def percent(share, places=0):
    """0.22 is 22 % in Russian and 22% in English."""
    return number(Decimal(str(share)) * 100, places) + (f"{NB}%" if language() == "ru" else "%")


def file_size(size):
    size, step = Decimal(int(size)), 0
    names = SIZES[language()]
    while size >= 1024 and step < len(names) - 1:
        size, step = size / 1024, step + 1
    return number(size, 0 if step < 2 or size >= 10 else 1) + NB + names[step]


def _with_sign(text, currency):
    sign = SIGNS.get(currency, currency)
    if language() == "ru":
        return f"{text}{NB}{sign}"
    minus, text = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{minus}{sign}{text}" if currency in SIGNS else f"{minus}{sign}{NB}{text}"


def _three_figures(value):
    places = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    text = number(value, places)
    comma = "," if language() == "ru" else "."
    return text.rstrip("0").rstrip(comma) if places else text


# -- days and moments ---------------------------------------------------------------


def day(value):
    """17 ноября, with the year when it is not this one."""
    return _day(value, MONTHS)


def full_day(value):
    """17 ноября 2026: with its year, where it will be read for years."""
    on = _local_date(value)
    return f"{on.day}{NB}{MONTHS[language()][on.month - 1]} {on.year}"


def day_short(value):
    return _day(value, MONTHS_SHORT)


def day_words(value):
    """сегодня, вчера, завтра, else the day."""
    on = _local_date(value)
    return NEAR[language()].get((on - _today()).days) or day(on)


def weekday_day(value):
    on = _local_date(value)
    return f"{WEEKDAYS[language()][on.weekday()]}, {day(on)}"


def weekday_short(value):
    return WEEKDAYS_SHORT[language()][_local_date(value).weekday()]


def month(value):
    """ноябрь 2026; the year is left out of this year's months."""
    on = _local_date(value)
    return MONTHS_ALONE[language()][on.month - 1] + ("" if on.year == _today().year else f" {on.year}")


def day_range(start, end):
    """16–20 ноября, 28 ноября – 3 декабря."""
    start, end = _local_date(start), _local_date(end)
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day}{NB}{MONTHS[language()][start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def clock_time(value):
    """15:42 in the active zone."""
    return value.strftime("%H:%M") if not isinstance(value, datetime) else f"{_local(value):%H:%M}"


def moment(value):
    """сегодня, 15:42 or 17 ноября, 15:42."""
    return f"{day_words(value)}, {clock_time(value)}"


# -- lengths of time ------------------------------------------------------------------


def duration(value):
    """2 ч 18 мин; days and hours from a day up."""
    seconds = _seconds(value)
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        return _parts((days, "d"), (hours, "h"))
    return _parts((hours, "h"), (minutes, "min")) or _unit(0, "min")


def talk(value):
    """4 мин 38 с: how long a call was."""
    seconds = _seconds(value)
    if seconds >= 3600:
        return duration(seconds)
    return _parts((seconds // 60, "min"), (seconds % 60, "s")) or _unit(0, "s")


def age(value):
    """20 мин, 2 ч, 6 дн: a length of time, or the time since a moment, in one unit."""
    seconds = _since(value)
    if seconds >= 86400:
        return _unit(seconds // 86400, "d")
    return _unit(seconds // 3600, "h") if seconds >= 3600 else _unit(seconds // 60, "min")


def ago(value):
    """21 мин назад."""
    words = UNITS[language()]
    return words["now"] if _since(value) < 60 else f"{age(value)} {words['ago']}"


def initials(name):
    """АК for Анна Ковалёва, АС for ООО «АгроСтепь»."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in str(name)).split() if word]
    proper = [word for word in words if not word.isupper() or len(word) == 1] or words
    if len(proper) == 1:
        capitals = [letter for letter in proper[0] if letter.isupper()]
        return "".join((capitals if len(capitals) > 1 else list(proper[0].upper()))[:2])
    return "".join(word[0] for word in proper[:2]).upper()


# -- helpers ----------------------------------------------------------------------------


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _local_date(value):
    value = _local(value)
    return value.date() if isinstance(value, datetime) else value


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def _day(value, months):
    on = _local_date(value)
    text = f"{on.day}{NB}{months[language()][on.month - 1]}"
    return text if on.year == _today().year else f"{text} {on.year}"


def _seconds(value):
    return max(int(value.total_seconds() if isinstance(value, timedelta) else value), 0)


def _since(value):
    return _seconds(clock.now() - value if isinstance(value, datetime) else value)


def _unit(count, unit):
    return f"{number(count)}{NB}{UNITS[language()][unit]}"


def _parts(*pairs):
    return " ".join(_unit(count, unit) for count, unit in pairs if count)
