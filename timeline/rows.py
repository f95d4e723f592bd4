"""What the rows of this app's own verbs need: comments and files, one query for a whole page."""

from .looks import look
from .models import Comment, File


def comments_of(entries, user):
    by_pk = {comment.pk: comment for comment in Comment.objects.for_rows([entry.details.get("comment") for entry in entries])}
    return {entry.pk: by_pk.get(entry.details.get("comment")) for entry in entries}


def files_of(entries, user):
    by_pk = {file.pk: file for file in File.objects.live().with_pks([entry.details.get("file") for entry in entries])}
    return {entry.pk: by_pk.get(entry.details.get("file")) for entry in entries}


look("commented", tab="comments", icon="message", template="timeline/rows/_comment.html", extras=comments_of)
look("file_added", icon="paperclip", template="timeline/rows/_file.html", extras=files_of)
look("file_restored", icon="paperclip", template="timeline/rows/_file.html", extras=files_of)
