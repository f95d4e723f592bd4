from django.urls import path

from .views import funnel_words, funnels

urlpatterns = [
    path("", funnels.funnels, name="funnels"),
    path("<int:pk>/", funnels.funnel, name="funnel"),
    path("<int:pk>/stages/new/", funnels.new_stage, name="new-stage"),
    path("<int:pk>/stages/<int:stage_pk>/", funnels.funnel, name="stage"),
    path("<int:pk>/stages/<int:stage_pk>/place/<int:number>/", funnels.place_stage, name="place-stage"),
    path("<int:pk>/stages/<int:stage_pk>/removal/", funnels.retire_stage, name="retire-stage"),
    path("<int:pk>/stages/<int:stage_pk>/fields/<slug:key>/", funnel_words.demand, name="demand"),
    path("<int:pk>/fields/new/", funnel_words.new_field, name="new-field"),
    path("<int:pk>/reasons/", funnel_words.reasons, name="funnel-reasons"),
    path("<int:pk>/reasons/<int:reason_pk>/", funnel_words.reasons, name="funnel-reason"),
    path("<int:pk>/reasons/<int:reason_pk>/removal/", funnel_words.retire_reason, name="retire-reason"),
    path("<int:pk>/naming/", funnels.naming, name="funnel-naming"),
    path("<int:pk>/settings/", funnels.settings, name="funnel-settings"),
    path("<int:pk>/removal/", funnels.retire, name="retire-funnel"),
]
