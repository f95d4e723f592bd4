from django.urls import path

from . import views

app_name = "regulations"

urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("load/", views.load, name="load"),
    path("<str:code>/", views.read, name="read"),
    path("<str:code>/print/", views.print_all, name="print"),
    path("<str:code>/changes/", views.changes, name="changes"),
    path("<str:code>/compare/", views.compare, name="compare-any"),
    path("<str:code>/compare/<str:before>..<str:after>/", views.compare, name="compare"),
    path("<str:code>/editions/", views.editions, name="editions"),
    path("<str:code>/editions/<int:number>/", views.edition, name="edition"),
    path("<str:code>/editions/<int:number>/<str:section>/", views.old_section, name="old-section"),
    path("<str:code>/<str:section>/", views.section, name="section"),
    path("<str:code>/<str:section>/print/", views.print_section, name="print-section"),
]
