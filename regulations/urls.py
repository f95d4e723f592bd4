from django.urls import path

from . import views
from .reading import views as reading

app_name = "regulations"

urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("load/", views.load, name="load"),
    path("my-reading/", reading.my_reading, name="my-reading"),
    path("team/", reading.team, name="team"),
    path("team/file/", reading.team_file, name="team-file"),
    path("team/reminders/", reading.remind_team, name="team-reminders"),
    path("readings/<int:pk>/", reading.waive, name="reading"),
    path("unclear/", reading.confusions, name="confusions"),
    path("unclear/<int:pk>/", reading.answer, name="confusion"),
    path("<str:code>/", views.read, name="read"),
    path("<str:code>/owed/", reading.owed, name="owed"),
    path("<str:code>/confirmation/", reading.confirm_all, name="confirm-all"),
    path("<str:code>/sheet/", reading.sheet, name="sheet"),
    path("<str:code>/sheet/pdf/", reading.sheet_pdf, name="sheet-pdf"),
    path("<str:code>/sheet/paper/<int:person>/", reading.paper, name="paper"),
    path("<str:code>/sheet/scans/<int:pk>/", reading.scan, name="scan"),
    path("<str:code>/sheet/voids/<int:pk>/", reading.void, name="void"),
    path("<str:code>/print/", views.print_all, name="print"),
    path("<str:code>/editions/", views.editions, name="editions"),
    path("<str:code>/editions/<int:number>/", views.edition, name="edition"),
    path("<str:code>/editions/<int:number>/<str:section>/", views.old_section, name="old-section"),
    path("<str:code>/<str:section>/", views.section, name="section"),
    path("<str:code>/<str:section>/confirmation/", reading.confirm, name="confirm"),
    path("<str:code>/<str:section>/unclear/", reading.unclear, name="unclear"),
    path("<str:code>/<str:section>/print/", views.print_section, name="print-section"),
]
