from django.urls import path

from .views import deliveries, hosted, points, webhook

app_name = "intake"

urlpatterns = [
    # the doors strangers come to
    path("in/<slug:token>/", webhook.webhook, name="webhook"),
    path("f/<slug:token>/", hosted.form, name="form"),
    path("f/<slug:token>/thanks/", hosted.thanks, name="thanks"),
    path("f/<slug:token>/embed/", hosted.form, {"embedded": True}, name="embedded_form"),
    path("f/<slug:token>/embed/thanks/", hosted.thanks, {"embedded": True}, name="embedded_thanks"),
    # settings
    path("settings/intake/", points.listing, name="points"),
    path("settings/intake/form/", points.new_form, name="new_form"),
    path("settings/intake/webhook/", points.new_webhook, name="new_webhook"),
    path("settings/intake/<int:pk>/", points.point, name="point"),
    path("settings/intake/<int:pk>/edit/", points.edit, name="edit"),
    path("settings/intake/<int:pk>/secret/", points.renew_secret, name="renew_secret"),
    path("settings/intake/<int:pk>/unsigned/", points.drop_secret, name="drop_secret"),
    path("settings/intake/<int:pk>/address/", points.renew_address, name="renew_address"),
    path("settings/intake/<int:pk>/old/", points.forget_old, name="forget_old"),
    path("settings/intake/deliveries/", deliveries.listing, name="deliveries"),
    path("settings/intake/deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("settings/intake/deliveries/<int:pk>/again/", deliveries.again, name="again"),
]
