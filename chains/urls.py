from django.urls import path

from .views import dates, listing

app_name = "chains"
urlpatterns = [
    path("", listing.index, name="list"),
    path("terms/", listing.terms, name="terms"),
    path("steps/<int:pk>/dates/", dates.dates, name="dates"),
    path("steps/<int:pk>/place/", dates.place, name="place"),
]
