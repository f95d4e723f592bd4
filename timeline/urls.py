from django.urls import path

from .views import comments, entries, files

app_name = "timeline"
_RECORD = "<slug:kind>/<int:pk>/"

urlpatterns = [
    path(_RECORD, entries.feed, name="feed"),
    path(f"{_RECORD}composer/<slug:key>/", entries.composer, name="composer"),
    path(f"{_RECORD}comment/", comments.leave, name="comment"),
    path(f"{_RECORD}comment/<int:comment>/reply/", comments.reply, name="comment-reply"),
    path(f"{_RECORD}comment/<int:comment>/", comments.edit, name="comment-edit"),
    path(f"{_RECORD}comment/<int:comment>/removal/", comments.remove, name="comment-remove"),
    path(f"{_RECORD}comment/<int:comment>/return/", comments.restore, name="comment-restore"),
    path(f"{_RECORD}people/", comments.people, name="people"),
    path(f"{_RECORD}files/", files.panel, name="files"),
    path(f"{_RECORD}files/new/", files.upload, name="upload"),
    path(f"{_RECORD}files/<int:file>/", files.download, name="file"),
    path(f"{_RECORD}files/<int:file>/removal/", files.remove, name="file-remove"),
    path(f"{_RECORD}files/<int:file>/return/", files.restore, name="file-restore"),
]
