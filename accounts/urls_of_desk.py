from django.urls import path

from .views import desk

app_name = "desk"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("arrangement/", desk.arrangement, name="arrangement"),
    path("arrangement/<slug:key>/<slug:way>/", desk.place_widget, name="place"),
    path("usual/", desk.usual_desk, name="usual"),
    path("widgets/<slug:key>/", desk.widget, name="widget"),
]
