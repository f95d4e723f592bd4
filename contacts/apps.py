from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = (
        "Birthday Company Contact ContactRole CompanyMerge ContactMerge CompanyPair ContactPair Consent PersonalAccess Phone "
        "Email Messenger Address BankAccount"
    ).split()
    training_settings = ("CareSettings", "Channel", "Source", "SegmentGroup", "Segment", "SegmentLimit")

    def ready(self):
        from . import (  # noqa: F401  they register themselves
            greeting,
            living,
            many,
            notices,
            practice,
            rollout_facts,
            saved_views,
            sentences,
        )

        self._keep_a_timeline(notices)
        self._name_fields()
        self._fill_the_frame()
        self._offer_upkeep()
        self._lend_to_fields()

    def _lend_to_fields(self):
        from fields.holders import holder

        from .models import Company, Contact

        holder("company", Company, lambda user: Company.objects.visible_to(user).live())
        holder("contact", Contact, lambda user: Contact.objects.visible_to(user).live())

    def _name_fields(self):
        from timeline.field_names import name_fields

        from .attributes import BUILT_IN

        for kind, fields in BUILT_IN.items():
            name_fields(kind, {field.key: field.label for field in fields})

    def _keep_a_timeline(self, notices):
        from timeline import subjects
        from timeline.looks import look
        from timeline.signals import commented

        from .history import cards_beside, may_write
        from .models import Company, Contact

        for model in (Company, Contact):
            more = {"label": model._meta.verbose_name, "wider": cards_beside, "may_write": may_write}
            subjects.register(model.kind, model.objects.visible_to, url_name=f"contacts:{model.kind}", **more)
        look("note_left", tab="comments", icon="message", tone="info", template="timeline/rows/_said.html")
        look("contact_added", icon="user-plus")
        look("contact_removed", icon="user-x")
        look("greeted", icon="cake", tone="acc", tab="letters")
        look("card_sent", icon="cake", tone="acc")
        look("card_unsent", icon="cake")
        look("data_checked", icon="checks", tone="ok")
        look("merged", icon="git-merge", tone="acc")
        look("merged_into", icon="git-merge")
        look("merge_undone", icon="arrow-back-up", tone="warn")
        commented.connect(notices.tell_of_comment, dispatch_uid="contacts.tell_of_comment")

    def _offer_upkeep(self):
        from . import archiving, health

        acts = {"act": archiving.archive, "undo": archiving.bring_back, "told": archiving.told}
        health.offer("archive", _("Archive"), "archive", position=90, is_open=archiving.may_archive, **acts)

    def _fill_the_frame(self):
        from accounts.hand_over import hands_over_owned
        from crm_project.lib import first_setup, settings_pages, shell, ticks

        from .dictionaries import DICTIONARIES
        from .models import Company, Contact
        from .ready import make_ready_words
        from .refusals import Refused

        shell.menu("contacts", _("Clients"), "users", "contacts:companies", right=("company", "see"), position=40, go="C")
        shell.create(_("Company"), "building", "contacts:new-company", right=("company", "create"), position=40)
        shell.create(_("Contact"), "user-plus", "contacts:new-contact", right=("contact", "create"), position=41)
        ticks.every_minute("contacts.find_doubles", queue="bulk")
        ticks.every_minute("contacts.gather_late", queue="bulk")
        ticks.every_minute("contacts.birthdays")
        first_setup.on_first_setup(lambda workspace, by, language: make_ready_words(language), position=20)
        hands_over_owned("companies", _("Companies"), lambda: Company.objects.live(), refusals=(Refused,), works_with="company")
        hands_over_owned("contacts", _("Contacts"), lambda: Contact.objects.live(), refusals=(Refused,), works_with="contact")
        for position, words in enumerate(DICTIONARIES.values(), start=20):
            settings_pages.settings_entry(words.label, words.icon, f"contacts:{words.name}", "sales", text=words.text, position=position)
        text = _("Reminders beforehand, and a greeting by mail for those who agreed")
        settings_pages.settings_entry(_("Birthdays"), "cake", "contacts:birthday-settings", "sales", text=text, position=50)
        settings_pages.settings_entry(
            _("Limits to segments"),
            "filter",
            "contacts:limits",
            "people",
            text=_("Who sees the clients of some segments only"),
            position=60,
            advanced=True,
        )
