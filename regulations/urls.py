from django.urls import include, path

from . import views

app_name = "regulations"

helping = [
    path("", views.screen_help, name="help"),
    path("key/<str:key>/", views.hint, name="hint"),
    path("tour/", views.tour, name="tour"),
    path("tour/<slug:name>/", views.tour, name="tour-of"),
    path("tour/<slug:name>/end/", views.end_tour, name="end-tour"),
    path("tour/<slug:name>/<int:number>/", views.tour_step, name="tour-step"),
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/<str:key>/", views.relink, name="relink"),
    path("coverage/<str:key>/usual/", views.as_usual, name="hint-as-usual"),
    path("words/", views.glossary, name="glossary"),
    path("words/new/", views.term, name="new-term"),
    path("words/<int:pk>/", views.term, name="term"),
    path("words/<int:pk>/removal/", views.retire_term, name="retire-term"),
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/new/", views.new_wish, name="new-wish"),
    path("wishes/<int:pk>/answer/", views.answer, name="answer-wish"),
]
urlpatterns = [
    path("help/", include(helping)),
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("load/", views.load, name="load"),
    path("<str:code>/", views.read, name="read"),
    path("<str:code>/print/", views.print_all, name="print"),
    path("<str:code>/editions/", views.editions, name="editions"),
    path("<str:code>/editions/<int:number>/", views.edition, name="edition"),
    path("<str:code>/editions/<int:number>/<str:section>/", views.old_section, name="old-section"),
    path("<str:code>/<str:section>/", views.section, name="section"),
    path("<str:code>/<str:section>/print/", views.print_section, name="print-section"),
]
