from django.urls import path

from .views import card, log, parts, rules, switching

app_name = "automation"
urlpatterns = [
    path("", rules.rules, name="rules"),
    path("new/", rules.triggers, name="triggers"),
    path("new/<slug:trigger>/", rules.new, name="new"),
    path("<int:pk>/", rules.rule, name="rule"),
    path("<int:pk>/change/", rules.change, name="change"),
    path("<int:pk>/conditions/new/", parts.fields, name="fields"),
    path("<int:pk>/conditions/new/<slug:key>/", parts.new_condition, name="new-condition"),
    path("<int:pk>/conditions/<slug:number>/drop/", parts.drop_condition, name="drop-condition"),
    path("<int:pk>/actions/new/", parts.actions, name="actions"),
    path("<int:pk>/actions/new/set/<slug:key>/", parts.new_setting, name="new-setting"),
    path("<int:pk>/actions/new/<slug:kind>/", parts.new_action, name="new-action"),
    path("<int:pk>/actions/<slug:number>/drop/", parts.drop_action, name="drop-action"),
    path("<int:pk>/trial/", switching.trial, name="trial"),
    path("<int:pk>/on/", switching.on, name="on"),
    path("<int:pk>/off/", switching.off, name="off"),
    path("<int:pk>/retire/", switching.retire, name="retire"),
    path("<int:pk>/log/", log.log, name="log"),
    path("of/<int:pk>/", card.why, name="why"),
]
