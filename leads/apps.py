from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Delivery", "LeadStay", "LeadMove", "LeadOwning", "LeadDiscarding", "LeadAct", "Lead", "HandOut")
    training_settings = ("FirstAnswer", "IntakePoint", "Scenario", "Seat")

    def ready(self):
        from . import (  # noqa: F401  they register themselves
            distribution,
            exam_facts,
            intake,
            living,
            many,
            notices,
            personal,
            practice,
            rollout_facts,
            saved_views,
            sentences,
        )

        self._keep_a_timeline()
        self._name_fields()
        self._fill_the_frame()
        self._hand_over()
        self._take_in()
        self._distribute()
        self._answer_first()
        self._lend_to_fields()

    def _lend_to_fields(self):
        from django.db.models import Q

        from fields import lineage
        from fields.holders import holder

        from .field_uses import uses
        from .models import Lead

        holder("lead", Lead, lambda user: Lead.objects.visible_to(user).filter(deleted_at=None), Q(closed_at=None))
        lineage.source("intake", uses)

    def _name_fields(self):
        from timeline.field_names import name_fields

        from .columns import LABELS

        name_fields("lead", {**LABELS, "phone": LABELS["phone_typed"]})

    def _answer_first(self):
        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.settings_pages import settings_entry
        from deals.panels import panel

        from .panels import hand_out_panel
        from .ready_answers import make_ready_answer

        on_first_setup(lambda workspace, by, language: make_ready_answer(language), position=60)
        panel("data", order=80)(hand_out_panel)
        text = _("The first task of a new lead, its plan and the words to begin with, by source")
        settings_entry(
            _("First answer to a lead"), "message-2", "distribution:answers", "sales", text=text, right=("settings", "see"), position=37
        )

    def _distribute(self):
        from crm_project.lib.settings_pages import settings_entry
        from crm_project.lib.ticks import every_minute
        from training.admission import who_is_not_admitted

        from .readiness_of_people import halt

        halt(who_is_not_admitted)
        every_minute("leads.distribute", queue="critical")
        text = _("Whom a new lead is handed to, and how long they have to answer")
        settings_entry(
            _("Distribution of leads"),
            "arrows-split-2",
            "distribution:scenarios",
            "sales",
            text=text,
            right=("settings", "see"),
            position=36,
            advanced=True,
        )

    def _take_in(self):
        from crm_project.lib.settings_pages import settings_entry
        from crm_project.lib.ticks import every_minute

        every_minute("leads.erase_old_deliveries")
        text = _("Forms and addresses by which sites send enquiries")
        settings_entry(_("Intake of leads"), "world-download", "intake:points", "sales", text=text, position=35)

    def _hand_over(self):
        from accounts.hand_over import hands_over, hands_over_owned

        from .models import IntakePoint, Lead, Scenario
        from .refusals import Refused

        hands_over_owned("leads", _("Leads"), lambda: Lead.objects.in_work(), refusals=(Refused,), works_with="lead")
        hands_over(
            "intake",
            _("Forms and addresses of enquiries"),
            lambda user: IntakePoint.objects.filter(owner=user).count(),
            IntakePoint.give_all,
            refusals=(Refused,),
            works_with="lead",
        )
        places = lambda user: Scenario.objects.live().filter(seats__user=user).count()  # noqa: E731
        hands_over("seats", _("Places in the distribution of leads"), places, Scenario.give_places, refusals=(Refused,), works_with="lead")

    def _keep_a_timeline(self):
        from timeline import subjects
        from timeline.looks import look

        from .events import EVENTS
        from .models import Lead

        subjects.register("lead", Lead.objects.visible_to, url_name="leads:lead", label=_("lead"))
        subjects.widen("deal", Lead.beside_deal)
        look("taken", icon="hand-stop", tone="acc")
        look("converted", icon="arrow-right", tone="ok")
        look("from_lead", icon="inbox", tone="acc")
        look("joined_client", icon="link", tone="ok")
        look("consented", icon="checkbox", tone="ok", template="timeline/rows/_said.html")
        look("enquiry", tab="letters", icon="inbox", tone="info", template="timeline/rows/_said.html")
        tabs = {"call": "calls", "letter": "letters"}
        for event in EVENTS.values():
            look(event.verb, tab=tabs.get(event.code, "comments"), icon=event.icon, tone="info", template="timeline/rows/_said.html")

    def _fill_the_frame(self):
        from crm_project.lib import shell

        from .waiting import waiting_badge

        shell.menu("leads", _("Leads"), "inbox", "leads:inbox", right=("lead", "see"), position=20, go="L")
        shell.badge("leads", waiting_badge)
        shell.create(_("Lead"), "inbox", "leads:new", right=("lead", "create"), position=30)
        shell.create(_("Client in the office"), "building-store", "leads:office", right=("deal", "create"), position=35)
