from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = lent_to_training = ("SavedView",)
    training_settings = (
        "Absence WorkCalendar CalendarWeek CalendarDay Schedule ConfigurationChange Workspace Department Membership HandOver "
        "Invitation Position Role SignInFailure KnownSession RecoveryCode User"
    ).split()

    def ready(self):
        from crm_project.lib.dashboard import has_desk
        from crm_project.lib.first_setup import welcome_step
        from crm_project.lib.shell import menu
        from crm_project.lib.ticks import every_minute

        from . import (  # noqa: F401  they register themselves
            letters,
            parcels,
            rollout_facts,
            sentences,
            settings_entries,
        )
        from .steps import has_colleagues, hours_are_set

        every_minute("accounts.tidy", queue="bulk")
        every_minute("accounts.hand_over", queue="bulk")
        menu("desk", _("My desk"), "layout-dashboard", "desk:desk", right=has_desk, position=12)
        menu(
            "settings",
            _("Settings"),
            "settings",
            "accounts:settings",
            right=lambda user: user.may("see", "settings"),
            position=90,
            foot=True,
        )
        text = _("Paste their e-mails: each gets a link to set a password")
        welcome_step("invite", _("Invite your people"), text, "user-plus", "accounts:invite", has_colleagues, position=10)
        text = _("At that hour the three rules are judged; weekends and holidays are left out")
        welcome_step("hours", _("Set the end of the day"), text, "clock", "accounts:hours", hours_are_set, position=15)
