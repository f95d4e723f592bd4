"""Time zones as people know them: those of Russia by their cities first, then the world's by their names."""

from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

RUSSIAN = {
    "Europe/Kaliningrad": _("Kaliningrad (Moscow −1)"),
    "Europe/Moscow": _("Moscow"),
    "Europe/Samara": _("Samara (Moscow +1)"),
    "Asia/Yekaterinburg": _("Yekaterinburg (Moscow +2)"),
    "Asia/Omsk": _("Omsk (Moscow +3)"),
    "Asia/Krasnoyarsk": _("Krasnoyarsk (Moscow +4)"),
    "Asia/Irkutsk": _("Irkutsk (Moscow +5)"),
    "Asia/Yakutsk": _("Yakutsk (Moscow +6)"),
    "Asia/Vladivostok": _("Vladivostok (Moscow +7)"),
    "Asia/Magadan": _("Magadan (Moscow +8)"),
    "Asia/Kamchatka": _("Kamchatka (Moscow +9)"),
}
_NO_PLACES = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")
OTHERS = sorted(name for name in available_timezones() if "/" in name and not name.startswith(_NO_PLACES) and name not in RUSSIAN)


def name_of(zone):
    return RUSSIAN.get(zone) or zone.replace("_", " ")


def choices(empty=None):
    """The choices of a select; `empty` names what no choice means."""
    first = [("", empty)] if empty else []
    return [*first, (_("Russia"), list(RUSSIAN.items())), (_("World"), [(zone, name_of(zone)) for zone in OTHERS])]
