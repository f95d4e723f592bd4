from django.urls import path

from .views import in_place, settings, shaping

app_name = "fields"

urlpatterns = [
    path("", settings.fields, name="fields"),
    path("new/<slug:entity>/", shaping.new, name="new"),
    path("<int:pk>/", settings.field, name="field"),
    path("<int:pk>/why/", settings.why, name="why"),
    path("<int:pk>/change/", shaping.change, name="change"),
    path("<int:pk>/place/<slug:way>/", shaping.place, name="place"),
    path("<int:pk>/retire/", shaping.retire, name="retire"),
    path("<int:pk>/back/", shaping.bring_back, name="back"),
    path("of/<slug:kind>/<int:pk>/<slug:code>/", in_place.value, name="value"),
]
