"""Bytes of the handbook's pictures and files on the disk, under random names."""

from pathlib import Path

from django.conf import settings


def path_of(stored):
    """Where the bytes of a row with `stored_as` lie."""
    name = stored.stored_as.hex
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def write(stored, body):
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(body)
    part.rename(path)


def read(stored):
    """Bytes, b"" where they are gone from the disk."""
    try:
        return path_of(stored).read_bytes()
    except FileNotFoundError:
        return b""
