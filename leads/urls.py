from django.urls import path

from .views import convert, edit, event, inbox, office, own, reject

app_name = "leads"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("conditions/", inbox.conditions, name="conditions"),
    path("new/", edit.new, name="new"),
    path("office/", office.office, name="office"),
    path("<int:pk>/", inbox.lead, name="lead"),
    path("<int:pk>/edit/", edit.edit, name="edit"),
    path("<int:pk>/take/", own.take, name="take"),
    path("<int:pk>/owner/", own.assign, name="assign"),
    path("<int:pk>/hand-over/", own.hand_over, name="hand-over"),
    path("<int:pk>/deal/", convert.turn, name="convert"),
    path("<int:pk>/client/", convert.join, name="join"),
    path("<int:pk>/rejection/", reject.reject, name="reject"),
    path("<int:pk>/undo/<int:move>/", reject.undo, name="undo"),
    path("event/<slug:kind>/<int:pk>/", event.event, name="event"),
]
