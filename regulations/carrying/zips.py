"""Zip files from outside: looked through before a byte of them is believed."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from .refusals import Unfit

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2000
_FOREIGN = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\\|\x00")
_ENCRYPTED = 1


def opened(data):
    """The archive in these bytes, with every name and size checked; refuses with Unfit."""
    if len(data) > MOST_BYTES:
        raise Unfit(_("The file is larger than 20 MB."))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unfit(_("The file is damaged: it cannot be unpacked.")) from None
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(_FOREIGN.search(name) for name in names):
        raise Unfit(_("The file names places outside itself, so it is not opened."))
    if len(set(names)) != len(names):
        raise Unfit(_("Two parts of the file have the same name."))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unfit(_("The file is under a password."))
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unfit(_("Unpacked, the file is larger than 200 MB."))
    return archive


def read(archive, name, most=MOST_UNPACKED):
    """Bytes of a member, however small its header claims it to be."""
    try:
        with archive.open(name) as member:
            body = member.read(most + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError):
        raise Unfit(_("The file is damaged: it cannot be unpacked.")) from None
    if len(body) > most:
        raise Unfit(_("Unpacked, the file is larger than 200 MB."))
    return body
