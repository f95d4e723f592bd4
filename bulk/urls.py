from django.urls import path

from .views import acts, choosing, export, report, terms

app_name = "bulk"
urlpatterns = [
    path("acts/", acts.mine, name="mine"),
    path("acts/<int:pk>/", acts.show, name="act"),
    path("acts/<int:pk>/terms/", terms.terms, name="terms"),
    path("acts/<int:pk>/stop/", acts.stop, name="stop"),
    path("acts/<int:pk>/refused/<slug:ending>/", report.refused, name="refused"),
    path("<slug:kind>/matching/", choosing.matching, name="matching"),
    path("<slug:kind>/export/<slug:ending>/", export.export, name="export"),
    path("<slug:kind>/<slug:code>/", choosing.begin, name="begin"),
]
