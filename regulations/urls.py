from django.urls import include, path

from . import views

app_name = "regulations"

draft = [
    path("", views.draft, name="draft"),
    path("start/", views.start_draft, name="start-draft"),
    path("new/", views.add_section, name="add-section"),
    path("passport/", views.passport, name="passport"),
    path("removal/", views.throw_away, name="throw-away"),
    path("publication/", views.publication, name="publication"),
    path("publication/approval/", views.ask_to_approve, name="ask-to-approve"),
    path("publication/return/", views.send_back, name="send-back"),
    path("s/<slug:section>/", views.draft_section, name="draft-section"),
    path("s/<slug:section>/preview/", views.preview, name="preview"),
    path("s/<slug:section>/compare/", views.compare_draft, name="compare-draft"),
    path("s/<slug:section>/readers/", views.describe, name="describe"),
    path("s/<slug:section>/class/", views.confirm_class, name="confirm-class"),
    path("s/<slug:section>/place/<slug:way>/", views.place_section, name="place-section"),
    path("s/<slug:section>/removal/", views.retire_section, name="retire-section"),
    path("s/<slug:section>/return/", views.put_back, name="put-back"),
]
rounds = [
    path("new/", views.open_round, name="open-round"),
    path("<int:pk>/", views.discussion, name="round"),
    path("<int:pk>/end/", views.close_round, name="close-round"),
    path("<int:pk>/remark/", views.remark, name="remark"),
    path("<int:pk>/remarks/<int:remark_pk>/", views.settle, name="settle"),
    path("<int:pk>/remarks/<int:remark_pk>/return/", views.reopen, name="reopen"),
    path("<int:pk>/stance/<slug:value>/", views.take_stance, name="stance"),
    path("<int:pk>/s/<slug:section>/", views.discussed_section, name="discussed-section"),
]
urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("load/", views.load, name="load"),
    path("new/", views.new_document, name="new-document"),
    path("<str:code>/", views.read, name="read"),
    path("<str:code>/now/", views.now, name="now"),
    path("<str:code>/print/", views.print_all, name="print"),
    path("<str:code>/settings/", views.rules, name="rules"),
    path("<str:code>/settings/review/", views.reviewed, name="reviewed"),
    path("<str:code>/settings/archive/", views.archive, name="archive"),
    path("<str:code>/settings/return/", views.bring_back, name="bring-back"),
    path("<str:code>/draft/", include(draft)),
    path("<str:code>/round/", include(rounds)),
    path("<str:code>/changes/", views.changes, name="changes"),
    path("<str:code>/compare/", views.compare, name="compare-any"),
    path("<str:code>/compare/<str:before>..<str:after>/", views.compare, name="compare"),
    path("<str:code>/editions/", views.editions, name="editions"),
    path("<str:code>/editions/<int:number>/", views.edition, name="edition"),
    path("<str:code>/editions/<int:number>.<int:minor>/", views.edition, name="edition"),
    path("<str:code>/editions/<int:number>/withdrawal/", views.withdraw, name="withdraw"),
    path("<str:code>/editions/<int:number>/<str:section>/", views.old_section, name="old-section"),
    path("<str:code>/editions/<int:number>.<int:minor>/<str:section>/", views.old_section, name="old-section"),
    path("<str:code>/<str:section>/", views.section, name="section"),
    path("<str:code>/<str:section>/print/", views.print_section, name="print-section"),
]
