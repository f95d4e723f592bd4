from django.urls import path

from .views import preparing, running

app_name = "exchange"
urlpatterns = [
    path("", preparing.upload, name="upload"),
    path("<int:pk>/columns/", preparing.columns, name="columns"),
    path("<int:pk>/reading/", preparing.reading, name="reading"),
    path("<int:pk>/choices/", preparing.choices, name="choices"),
    path("<int:pk>/preview/", preparing.preview, name="preview"),
    path("<int:pk>/start/", running.start, name="start"),
    path("<int:pk>/", running.show, name="run"),
    path("<int:pk>/undo/", running.undo, name="undo"),
    path("<int:pk>/refused/", running.refused, name="refused"),
]
