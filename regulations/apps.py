from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "regulations"
    default_auto_field = "django.db.models.BigAutoField"
    training_settings = (
        "SectionChange SectionDiff BroughtFile Section SectionVersion SectionText DiscussionRound Remark Stance EditionNode "
        "Edition EditionEffect Regulation GlossaryTerm HintLink HelpMiss HintSeen TourEnd Wish LivingSnapshot PositionPage "
        "Acknowledgement AcknowledgementVoid ReadingAssignment ReadingItem Confusion ReaderState ReaderPlace ReadingRound "
        "ReadingWatch ReadAgain SettingsNote"
    ).split()

    def ready(self):
        from django.urls import reverse

        from accounts.hand_over import hands_over_rows, tell_given
        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.shell import menu, tool
        from crm_project.lib.ticks import every_minute
        from notifications import kinds

        from . import (  # noqa: F401  they register themselves
            glossary,
            notices,
            rollout_facts,
            sentences,
        )
        from .changes.recording import record_changes
        from .effects import on_publish
        from .help import telling  # noqa: F401
        from .help.button import help_button
        from .living import filters_block, own_blocks, personal_blocks  # noqa: F401
        from .living.blocks import Personal, live_block
        from .loader import load_default_handbook
        from .models import Regulation
        from .reading.hanging_on import hang_on

        in_force = lambda: Regulation.objects.filter(retired_at__isnull=True)  # noqa: E731
        hands_over_rows("regulations", _("Documents of the handbook"), in_force, tell=tell_given)
        on_first_setup(lambda workspace, by, language: load_default_handbook(by), position=30)

        on_publish(record_changes)
        every_minute("regulations.take_effect")
        every_minute("regulations.upkeep")
        every_minute("regulations.follow_settings")
        kinds.subject("regulation", Regulation.objects.known_to, lambda regulation: reverse("regulations:now", args=[regulation.code]))
        menu("regulations", _("Handbook"), "book-2", "regulations:index", right=("regulation", "see"), position=85, go="R")
        live_block(Personal("glossary", glossary.live))
        tool(help_button)
        hang_on()
