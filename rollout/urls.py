from django.urls import path

from . import views

app_name = "rollout"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("trials/", views.trials, name="trials"),
    path("steps/<int:pk>/", views.step, name="step"),
    path("<slug:key>/plan/", views.plan, name="plan"),
    path("<slug:key>/tick/", views.tick, {"done": True}, name="tick"),
    path("<slug:key>/untick/", views.tick, {"done": False}, name="untick"),
]
