from django.urls import path

from .views import answers, scenarios

app_name = "distribution"

urlpatterns = [
    path("settings/first-answers/", answers.answers, name="answers"),
    path("settings/first-answers/<int:pk>/", answers.answer, name="answer"),
    path("settings/distribution/", scenarios.listing, name="scenarios"),
    path("settings/distribution/new/", scenarios.shape, name="new"),
    path("settings/distribution/<int:pk>/edit/", scenarios.shape, name="edit"),
    path("settings/distribution/<int:pk>/on/", scenarios.switch, {"on": True}, name="on"),
    path("settings/distribution/<int:pk>/off/", scenarios.switch, {"on": False}, name="off"),
    path("settings/distribution/<int:pk>/up/", scenarios.place, {"step": -1}, name="up"),
    path("settings/distribution/<int:pk>/down/", scenarios.place, {"step": 1}, name="down"),
    path("settings/distribution/<int:pk>/remove/", scenarios.discard, name="remove"),
]
