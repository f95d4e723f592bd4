from django.urls import path

from .views import dates, listing, running, starting, templates

app_name = "chains"
urlpatterns = [
    path("", listing.index, name="list"),
    path("terms/", listing.terms, name="terms"),
    path("new/", starting.choose, name="new"),
    path("new/<int:template_pk>/", starting.start, name="start"),
    path("panel/<slug:kind>/<int:pk>/", running.panel, name="panel"),
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.new, name="new_template"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/change/", templates.change, name="change_template"),
    path("templates/<int:pk>/retire/", templates.retire, name="retire_template"),
    path("templates/<int:pk>/restore/", templates.restore, name="restore_template"),
    path("<int:pk>/", running.run, name="run"),
    path("<int:pk>/stop/", running.stop, name="stop"),
    path("<int:pk>/note/", running.note, name="note"),
    path("<int:pk>/steps/<int:step_pk>/executor/", running.executor, name="executor"),
    path("steps/<int:pk>/dates/", dates.dates, name="dates"),
    path("steps/<int:pk>/place/", dates.place, name="place"),
]
