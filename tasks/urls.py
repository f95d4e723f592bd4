from django.urls import path, register_converter

from .views import calendar, completion, feeds, handoffs, listing, planning, rhythm, terms, types


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return calendar.day_named(value)

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "task_day")

app_name = "tasks"
urlpatterns = [
    path("", listing.index, name="list"),
    path("agenda/", listing.my_agenda, name="agenda"),
    path("new/", planning.new, name="new"),
    path("panel/<slug:kind>/<int:pk>/", planning.panel, name="panel"),
    path("<int:pk>/", planning.task, name="task"),
    path("<int:pk>/completion/", completion.completion, name="completion"),
    path("<int:pk>/completion/undo/", completion.undo, name="reopen"),
    path("<int:pk>/due/", terms.due, name="due"),
    path("<int:pk>/slot/", calendar.slot, name="slot"),
    path("<int:pk>/give/", terms.give, name="give"),
    path("<int:pk>/drop/", terms.drop, name="drop"),
    path("<int:pk>/take-back/", terms.take_back, name="take_back"),
    path("<int:pk>/acceptance/", handoffs.accept, name="accept"),
    path("<int:pk>/return/", handoffs.send_back, name="send_back"),
    path("<int:pk>/recall/", handoffs.recall, name="recall"),
    path("<int:pk>/items/<int:number>/", handoffs.tick, name="tick_item"),
    path("hand-offs/new/", handoffs.new, name="hand_over"),
    path("hand-offs/waiting/", handoffs.attention, name="attention"),
    path("hand-offs/rules/", handoffs.rules, name="handoff_rules"),
    path("calendar/<slug:span>/", calendar.calendar, name="calendar_now"),
    path("calendar/<slug:span>/<task_day:day>/", calendar.calendar, name="calendar"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/new/", feeds.new_feed, name="new_feed"),
    path("feeds/<int:pk>/revocation/", feeds.revoke_feed, name="revoke_feed"),
    path("feeds/<str:token>.ics", feeds.feed, name="feed"),
    path("rhythm/", rhythm.rhythm, name="rhythm"),
    path("rhythm/settings/", rhythm.rhythms, name="rhythms"),
    path("rhythm/settings/new/", rhythm.new_rhythm, name="new_rhythm"),
    path("rhythm/settings/<int:pk>/", rhythm.edit_rhythm, name="edit_rhythm"),
    path("rhythm/settings/<int:pk>/end/", rhythm.retire_rhythm, name="retire_rhythm"),
    path("types/", types.types, name="types"),
    path("types/new/", types.new_type, name="new_type"),
    path("types/<int:pk>/", types.edit_type, name="edit_type"),
    path("types/<int:pk>/retire/", types.retire_type, name="retire_type"),
]
