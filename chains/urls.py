from django.urls import path

from .views import dates, listing, running, starting

app_name = "chains"
urlpatterns = [
    path("", listing.index, name="list"),
    path("terms/", listing.terms, name="terms"),
    path("new/", starting.choose, name="new"),
    path("new/<int:template_pk>/", starting.start, name="start"),
    path("panel/<slug:kind>/<int:pk>/", running.panel, name="panel"),
    path("<int:pk>/", running.run, name="run"),
    path("<int:pk>/stop/", running.stop, name="stop"),
    path("<int:pk>/note/", running.note, name="note"),
    path("<int:pk>/steps/<int:step_pk>/executor/", running.executor, name="executor"),
    path("steps/<int:pk>/dates/", dates.dates, name="dates"),
    path("steps/<int:pk>/place/", dates.place, name="place"),
]
