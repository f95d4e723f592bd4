from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealsConfig(AppConfig):
    name = "deals"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = (
        "Act DealLine Delivery DeliveryLine ExpectedPayment Payment DealStay DealMove DealOwning DealDiscarding DealContact "
        "Deal Ask WinCheck WinRemark StageFlow StageTotal DealScore Talk TalkChoice"
    ).split()
    training_settings = (
        "ProductGroup Product Funnel Stage StageField LossReason WinCheckSettings Renaming ScoreSettings TalkScript ScriptStep "
        "ScriptAnswer FunnelVersion FunnelDraft"
    ).split()

    def ready(self):
        from contacts.signals import clients_merged
        from crm_project.lib.live import heard_by

        # They register themselves.
        from . import (  # noqa: F401
            drawing,
            emptying,
            going_on,
            hand_off,
            hints,
            lapsing,
            living,
            many,
            notices,
            personal,
            price_sentences,
            renaming,
            saved_views,
            scoring,
            sentences,
            settling,
            simple_states,
            talk_proof,
            typical_deals,
        )
        from .models import Funnel

        heard_by(Funnel.channels_of)
        self._lend_to_fields()
        clients_merged.connect(hints.tell_boards_of_merge, dispatch_uid="deals.tell_boards_of_merge")
        self._fill_the_frame()
        self._keep_a_timeline()
        self._name_fields()
        self._begin_with_funnels()
        self._hand_over()
        self._show_scores()
        self._show_money()
        self._lead_talks()
        self._check_wins()

    def _fill_the_frame(self):
        from crm_project.lib.shell import create, menu

        from . import (  # noqa: F401  they register themselves
            exam_facts,
            living_map,
            living_rules,
            living_scripts,
            practice,
            rollout_facts,
            widgets,
        )

        menu("deals", _("Deals"), "layout-kanban", "deals:board", right=("deal", "see"), position=30, go="B")
        create(_("Deal"), "layout-kanban", "deals:new", right=("deal", "create"), key="N", position=10)

    def _name_fields(self):
        from timeline.field_names import name_fields

        from .card_fields import BUILT_IN
        from .models.asks import SAID
        from .models.payments import TOLD

        for kind in ("deal", "lead"):
            name_fields(kind, {key: field.label for key, field in BUILT_IN.items() if kind in field.kinds})
        name_fields("deal", {**SAID, **TOLD})

    def _begin_with_funnels(self):
        from crm_project.lib.first_setup import on_first_setup, welcome_step
        from crm_project.lib.settings_pages import settings_entry

        from .ready import make_ready_funnels
        from .steps import funnel_is_known, has_deals

        on_first_setup(lambda workspace, by, language: make_ready_funnels(language), position=10)
        text = _("The stages a deal passes and what each asks for")
        welcome_step("funnel", _("Look at your funnel"), text, "filter-2", "deals:funnels", funnel_is_known, position=20)
        text = _("A client, what they want, and the next step")
        welcome_step("deal", _("Make the first deal"), text, "layout-kanban", "deals:board", has_deals, position=30)
        settings_entry(
            _("Funnels"), "filter-2", "deals:funnels", "sales", _("Stages, required fields, loss reasons, names of deals"), position=10
        )

    def _show_scores(self):
        from crm_project.lib.settings_pages import settings_entry
        from timeline.looks import look

        from .panels import panel
        from .score_panel import score_panel

        panel("hint", order=60)(score_panel)
        look("scored", icon="star", tone="acc", template="timeline/rows/_said.html")
        look("score_asked", icon="star")
        text = _("One question to the buyer after a win, and who hears of a low score")
        settings_entry(_("Scores"), "star", "deals:score-settings", "sales", text, position=55)

    def _check_wins(self):
        from django.db.models import Exists, OuterRef

        from crm_project.lib.settings_pages import settings_entry
        from timeline.looks import look

        from .check_panel import check_panel
        from .models import WinCheck
        from .panels import fact, panel

        fact("has_win_check", Exists(WinCheck.objects.filter(deal=OuterRef("pk"))))
        panel("hint", order=7)(check_panel)
        look("win_drawn", icon="clipboard-check")
        look("win_checked", icon="clipboard-check", tone="acc", template="timeline/rows/_said.html")
        look("win_replied", icon="message", template="timeline/rows/_said.html")
        text = _("Which part of the wins the head looks at")
        settings_entry(_("Checked wins"), "clipboard-check", "deals:win-check-settings", "sales", text, position=52)

    def _lead_talks(self):
        from django.db.models import Exists, OuterRef

        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.settings_pages import settings_entry
        from timeline.looks import look

        from .models import Talk, TalkScript
        from .panels import fact, panel
        from .ready_script import make_ready_script
        from .talk_panel import talk_panel

        fact("has_talk_script", Exists(TalkScript.objects.fitting(OuterRef("stage"), OuterRef("source")).with_steps()))
        fact("has_talk", Exists(Talk.objects.filter(deal=OuterRef("pk"))))
        panel("hint", order=20)(talk_panel)
        look("talk_ended", icon="messages", template="timeline/rows/_said.html")
        on_first_setup(lambda workspace, by, language: make_ready_script(language), position=15)
        text = _("Templates by stage, tried on your own deals")
        settings_entry(_("Names of deals"), "cursor-text", "deals:names", "sales", text, position=15)
        text = _("What to say by stage and source: questions whose answers lead on")
        settings_entry(_("Talk scripts"), "messages", "deals:scripts", "sales", text, position=35)

    def _show_money(self):
        from django.db.models import Exists, OuterRef

        from crm_project.lib.settings_pages import settings_entry
        from timeline.looks import look

        from .ask_panel import ask_head, ask_items, ask_panel
        from .models import Ask, ExpectedPayment, Payment
        from .panels import fact, panel
        from .payment_panel import payment_panel

        for name, model in (("has_expected", ExpectedPayment), ("has_payments", Payment), ("has_asks", Ask)):
            fact(name, Exists(model.objects.filter(deal=OuterRef("pk"))))
        panel("data", order=20)(payment_panel)
        panel("hint", order=5)(ask_panel)
        panel("menu", order=10)(ask_items)
        panel("head", order=10)(ask_head)
        for verb in ("asked", "declined", "withdrawn", "lapsed"):
            look(f"back_{verb}", icon="arrow-back-up", tone="warn" if verb == "asked" else "")
        look("payments_changed", icon="coins", template="timeline/rows/_changed.html")
        for verb in ("asked", "granted", "declined"):
            look(f"discount_{verb}", icon="discount", template="timeline/rows/_changed.html")
            look(f"delay_{verb}", icon="calendar-due", template="timeline/rows/_changed.html")
        text = _("Products, groups, prices, VAT")
        settings_entry(_("Price list"), "tags", "deals:price-list", "sales", text, position=45)
        self._show_deliveries()

    def _show_deliveries(self):
        from django.db.models import Exists, OuterRef

        from timeline.looks import look

        from . import delivery_sentences  # noqa: F401  they register themselves
        from .delivery_panel import delivery_items, delivery_panel
        from .models import Delivery
        from .panels import fact, panel

        fact("has_deliveries", Exists(Delivery.objects.filter(deal=OuterRef("pk"))))
        panel("data", order=25)(delivery_panel)
        panel("menu", order=20)(delivery_items)
        for verb, icon in (("reserved", "lock"), ("reservation_changed", "lock"), ("released", "lock-open")):
            look(verb, icon=icon, template="timeline/rows/_said.html")
        look("shipped", icon="truck-delivery", tone="acc", template="timeline/rows/_said.html")
        look("shipment_taken_back", icon="truck-return", tone="warn", template="timeline/rows/_said.html")

    def _lend_to_fields(self):
        from django.db.models import Q

        from fields import lineage
        from fields.choices import funnels_by
        from fields.holders import holder

        from .field_uses import funnels, lift, naming_uses, uses
        from .models import Deal

        holder("deal", Deal, lambda user: Deal.objects.visible_to(user).live(), Q(closed_at=None))
        lineage.source("stages", uses, lift)
        lineage.source("names", naming_uses)
        funnels_by(funnels)

    def _hand_over(self):
        from accounts.hand_over import hands_over_owned

        from .models import Deal
        from .refusals import Refused

        hands_over_owned("deals", _("Deals"), lambda: Deal.objects.open(), refusals=(Refused,), works_with="deal")

    def _keep_a_timeline(self):
        from notifications import kinds
        from timeline import subjects

        from .models import Deal

        subjects.register("deal", Deal.objects.visible_to, url_name="deals:card", label=Deal._meta.verbose_name)
        kinds.subject("deal", Deal.objects.visible_to, "deals:card")
