"""Short addresses that stand on printed copies."""

from django.urls import path

from .views import printed

urlpatterns = [
    path("<str:mark>/", printed, name="go"),
    path("<str:mark>/<slug:section>/", printed, name="go-section"),
]
