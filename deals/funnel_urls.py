from django.urls import path

from .views import funnel_draft, funnel_versions, funnel_words, funnels, jumps

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
    path("<int:pk>/settings/", funnels.settings, name="funnel-settings"),
    path("<int:pk>/draft/", funnel_draft.draft, name="funnel-draft"),
    path("<int:pk>/draft/removal/", funnel_draft.drop, name="drop-draft"),
    path("<int:pk>/draft/<slug:place>/removal/", funnel_draft.withdraw, name="withdraw-change"),
    path("<int:pk>/stages/<int:stage_pk>/fields/<slug:key>/lacking/", funnel_draft.without_field, name="lacking"),
    path("<int:pk>/versions/", funnel_versions.versions, name="funnel-versions"),
    path("<int:pk>/versions/<int:number>/", funnel_versions.versions, name="funnel-version"),
    path("<int:pk>/jumps/", jumps.jump_map, name="jumps"),
    path("<int:pk>/jumps/<int:from_pk>/<int:to_pk>/", jumps.moves_behind, name="jump"),
    path("<int:pk>/removal/", funnels.retire, name="retire-funnel"),
]
