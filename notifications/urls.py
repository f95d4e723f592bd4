from django.urls import path

from .views import listing, preferences, push

app_name = "notifications"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("<int:pk>/opening/", listing.opening, name="open"),
    path("reading/", listing.read_all, name="read_all"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("browsers/keep/", push.keep, name="keep_push"),
    path("browsers/drop/", push.drop, name="drop_push"),
    path("browsers/<int:pk>/forget/", preferences.forget_browser, name="forget_browser"),
    path("unseen/", push.unseen, name="unseen"),
]
