"""Signatures on paper: the scan is kept on the person and held as long as an acknowledgement leans on it, which is for ever."""

from django.db import transaction
from django.utils.translation import gettext as _

from timeline.keeping import PICTURES, keep

from ..models import Acknowledgement
from .acknowledging import acknowledge_on_paper

SCANS = (*PICTURES, "application/pdf")
PLACE = "acknowledgement"


class NothingToSign(ValueError):
    """The person owes nothing of the edition in force."""


def sign_on_paper(person, edition, upload, statement, *, signed_on, by):
    """Keep the scan and note what it signs: all of it or nothing."""
    with transaction.atomic():
        scan = keep(upload, person, by=by, accept=SCANS, place=PLACE)
        made = acknowledge_on_paper(person, edition, scan, statement, signed_on=signed_on, by=by)
        if not made:
            raise NothingToSign
    return made


def what_holds(file):
    """The sentence that keeps a scan from being thrown away."""
    if file.place == PLACE and Acknowledgement.objects.filter(scan=file).exists():
        return _("This scan proves an acknowledgement and is kept.")
    return ""
