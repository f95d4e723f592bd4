from datetime import date

from django.urls import path, register_converter

from crm_project.lib import clock

from .views import (
    absence_requests,
    absences,
    corrections,
    department,
    enforcement,
    head_ledger,
    ledger,
    looks,
    my_day,
    settings,
    signals,
    walk,
)


class DateConverter:
    """A calendar date, 2026-11-17."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        day = date.fromisoformat(value)
        if not clock.is_valid_date(day):
            raise ValueError
        return day

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()


register_converter(DateConverter, "workday_date")
app_name = "workday"

urlpatterns = [
    path("", my_day.my_day, name="my-day"),
    path("start/", my_day.start, name="start"),
    path("state/", my_day.state, name="state"),
    path("close/", walk.close_my_day, name="close-my-day"),
    path("ledger/", head_ledger.head_ledger, name="head-ledger"),
    path("ledger/file/", head_ledger.file, name="head-ledger-file"),
    path("left/", ledger.left, name="left"),
    path("closed/", ledger.ledger, name="ledger"),
    path("breaches/", ledger.breaches, name="breaches"),
    path("breaches/<int:pk>/excuse/", corrections.excuse, name="excuse"),
    path("breaches/<int:pk>/explanation/", corrections.explain, name="explain"),
    path("breaches/<int:pk>/answer/<slug:kind>/", corrections.answer, name="answer"),
    path("explanations/<int:pk>/accepted/", corrections.accept, name="accept"),
    path("explanations/<int:pk>/rejected/", corrections.reject, name="reject"),
    path("department/", department.department, name="department"),
    path("department/<int:pk>/", department.department, name="department-of"),
    path("department/<int:pk>/<workday_date:day>/", department.department, name="department-day"),
    path("department/<int:pk>/<workday_date:day>/export/", department.export, name="department-export"),
    path("enforcements/<int:pk>/back/", enforcement.take_back, name="enforcement-back"),
    path("looks/<int:pk>/", looks.look, name="look"),
    path("signals/<int:pk>/", signals.signal, name="signal"),
    path("signals/<int:pk>/waiver/", signals.waive, name="signal-waiver"),
    path("days/<int:pk>/void/", corrections.set_aside, name="void"),
    path("absences/", absences.listing, name="absences"),
    path("absences/new/", absences.new, name="absence-new"),
    path("absences/<int:pk>/end/", absences.take_back, name="absence-end"),
    path("absences/ask/", absence_requests.ask, name="absence-ask"),
    path("absences/requests/<int:pk>/withdrawal/", absence_requests.withdraw, name="absence-request-withdrawal"),
    path("absences/requests/<int:pk>/approval/", absence_requests.approve, name="absence-request-approval"),
    path("absences/requests/<int:pk>/refusal/", absence_requests.refuse, name="absence-request-refusal"),
    path("rules/", settings.rules, name="rules"),
    path("rules/<int:pk>/", settings.rule, name="rule"),
    path("rules/<int:pk>/more-control/", settings.more_control_of, name="more-control-of"),
    path("more-control/", settings.more_control, name="more-control"),
    path("release/", corrections.release, name="release"),
]
