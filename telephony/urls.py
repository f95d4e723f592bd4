from django.urls import path

from .views import journal, log

app_name = "telephony"
urlpatterns = [
    path("", journal.journal, name="journal"),
    path("export/", journal.export, name="export"),
    path("log/", log.log, name="log"),
    path("dial/", log.dial, name="dial"),
    path("call-backs/", log.call_backs, name="call_backs"),
    path("panel/<slug:kind>/<int:pk>/", log.panel, name="panel"),
    path("<int:pk>/result/", log.result, name="result"),
    path("<int:pk>/settled/", log.settle, name="settle"),
]
