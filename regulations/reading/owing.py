"""What somebody is asked to read of a document, as it stands in their open reading."""

from ..models import ReadingItem


def owed_by(user, regulation):
    """[ReadingItem] that are still to be read, the earliest due first: `section`, `version_id` (None: taken out), `kind`, `due_at`."""
    items = ReadingItem.objects.in_open().owed().of_user(user).of_regulation(regulation)
    return list(items.select_related("section").order_by("due_at", "pk"))
