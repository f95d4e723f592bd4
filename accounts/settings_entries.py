"""The pages of settings that belong to people and the company itself."""

from django.utils.translation import gettext_lazy as _

from crm_project.lib.settings_pages import settings_entry


def _sees(user):
    return user.may("see", "settings")


settings_entry(
    _("People"), "users", "accounts:people", "people", text=_("Who works here, in which department and role"), right=_sees, position=10
)
settings_entry(_("Invitations"), "mail", "accounts:invitations", "people", text=_("Invite colleagues by e-mail, ten at once"), position=20)
settings_entry(
    _("Roles and rights"),
    "shield",
    "accounts:roles",
    "people",
    text=_("What each role may see and do"),
    right=_sees,
    position=40,
    advanced=True,
)
settings_entry(
    _("Departments"),
    "sitemap",
    "accounts:departments",
    "people",
    text=_("The tree of departments and their heads"),
    position=30,
    advanced=True,
)
settings_entry(_("Positions"), "id", "accounts:positions", "people", text=_("What people are employed as"), position=50, advanced=True)
settings_entry(_("Company"), "building", "accounts:workspace", "company", text=_("Name, time zone, currency, start profile"), position=10)
settings_entry(_("Working calendar"), "calendar", "accounts:calendar", "day", text=_("Working week, holidays, short days"), position=10)
settings_entry(
    _("End of the day"),
    "clock",
    "accounts:hours",
    "day",
    text=_("When the day is closed, for the company and each department"),
    position=20,
)
settings_entry(
    _("Audit"),
    "history",
    "accounts:audit",
    "data",
    text=_("Who did what and when, sealed against changes"),
    right=_sees,
    position=80,
    advanced=True,
)
settings_entry(
    _("Stuck parcels"),
    "alert-triangle",
    "accounts:outbox",
    "data",
    text=_("Mail and messages that could not be delivered"),
    position=90,
    advanced=True,
)
