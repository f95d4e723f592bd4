from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TelephonyConfig(AppConfig):
    name = "telephony"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Call",)

    def ready(self):
        from . import (  # noqa: F401  they register themselves
            living,
            personal,
            practice,
            proof,
            rollout_facts,
            sentences,
            widgets,
        )

        self._fill_the_frame()
        self._tell_the_timeline()
        self._go_on_without_the_person()

    def _fill_the_frame(self):
        from crm_project.lib import shell

        from .models import Call

        def waiting(request):
            return Call.objects.to_call_back_by(request.user) if request.user.may("see", "call") else None

        shell.menu("telephony", _("Calls"), "phone", "telephony:journal", right=("call", "see"), position=60, go="V")
        shell.badge("telephony", waiting, tone="red")
        shell.create(pgettext_lazy("noun", "Call"), "phone", "telephony:log", right=("call", "create"), position=40)

    def _go_on_without_the_person(self):
        """Who is to be called back goes to whoever takes the records over; otherwise the department answers."""
        from accounts.hand_over import hands_over_rows
        from accounts.signals import person_left

        from .models import Call

        def leave_to_the_department(sender, user, by, **kwargs):
            Call.leave_to_departments(user, by=by)

        def tell(call, before, to, by):
            call.tell_given(before, to, by)

        hands_over_rows("calls", _("Calls to return"), Call.objects.to_call_back, tell=tell, works_with="call")
        person_left.connect(leave_to_the_department, weak=False, dispatch_uid="telephony.leave_to_the_department")

    def _tell_the_timeline(self):
        from timeline import subjects
        from timeline.composers import composer
        from timeline.looks import look

        from . import panels
        from .entries import extras
        from .models import Call

        subjects.register("call", lambda user: Call.objects.visible_to(user), label=_("call"))
        composer("call", pgettext_lazy("noun", "Call"), "phone", render=panels.call_composer, position=30, suits=panels.suits)
        look("called", tab="calls", icon="phone", tone="ok", template="telephony/_entry.html", extras=extras)
        look("call_result", tab="calls", icon="pencil")
        look("call_settled", tab="calls", icon="phone-off")
        look("call_given", tab="calls", icon="user-share")
