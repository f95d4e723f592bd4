from django.urls import path

from .views import saved_views

app_name = "views"
urlpatterns = [
    path("<slug:page>/", saved_views.views, name="views"),
    path("<slug:page>/new/", saved_views.save, name="save-view"),
    path("<slug:page>/shared/", saved_views.shared, name="shared-views"),
    path("<slug:page>/<int:pk>/unsharing/", saved_views.unshare, name="unshare-view"),
    path("<slug:page>/<int:pk>/removal/", saved_views.remove, name="remove-view"),
]
