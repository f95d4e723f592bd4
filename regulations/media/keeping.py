"""Files of the handbook are kept once, whoever brings them and how often."""

from django.db import IntegrityError, transaction

from crm_project.lib import clock
from timeline.keeping import safe_name

from .. import stored
from ..models import MediaFile
from ..refusals import NotAllowed


def keep(found, *, by):
    """The MediaFile of what was screened; the same bytes are the same file."""
    if by is not None and not by.may("edit", "regulation"):
        raise NotAllowed
    known = MediaFile.objects.filter(sha256=found.sha256).first()
    if known is not None:
        if not stored.path_of(known).is_file():
            stored.write(known, found.body)
        return known
    facts = {"mime": found.mime, "size": len(found.body), "width": found.width, "height": found.height}
    name = safe_name(found.name)[:200]
    file = MediaFile(key=found.key, sha256=found.sha256, original_name=name, uploaded_by=by, uploaded_at=clock.now(), **facts)
    stored.write(file, found.body)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        stored.path_of(file).unlink(missing_ok=True)
        return MediaFile.objects.get(sha256=found.sha256)
    return file
