from django.urls import path

from .views import listing

app_name = "notifications"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("<int:pk>/opening/", listing.opening, name="open"),
    path("reading/", listing.read_all, name="read_all"),
    path("preferences/", listing.preferences, name="preferences"),
]
