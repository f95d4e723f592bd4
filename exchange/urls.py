from django.urls import path

from .views import preparing, relocating, running

app_name = "exchange"
urlpatterns = [
    path("", preparing.upload, name="upload"),
    path("tables/<slug:what>.<slug:file_format>", preparing.ready_table, name="ready_table"),
    path("move/", relocating.begin, name="relocate"),
    path("move/<int:pk>/", relocating.relocation, name="relocation"),
    path("move/<int:pk>/files/", relocating.add_files, name="relocation_files"),
    path("move/<int:pk>/files/<int:run>/read/", relocating.read_file, name="relocation_read"),
    path("move/<int:pk>/files/<int:run>/drop/", relocating.drop_file, name="relocation_drop"),
    path("move/<int:pk>/undo/", relocating.undo, name="relocation_undo"),
    path("<int:pk>/columns/", preparing.columns, name="columns"),
    path("<int:pk>/reading/", preparing.reading, name="reading"),
    path("<int:pk>/choices/", preparing.choices, name="choices"),
    path("<int:pk>/preview/", preparing.preview, name="preview"),
    path("<int:pk>/start/", running.start, name="start"),
    path("<int:pk>/", running.show, name="run"),
    path("<int:pk>/undo/", running.undo, name="undo"),
    path("<int:pk>/refused/", running.refused, name="refused"),
]
