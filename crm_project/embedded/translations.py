"""Compiles the message catalogues without gettext: `python -m crm_project.embedded.translations`."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def main():
    for place in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(place)).save_as_mofile(str(place.with_suffix(".mo")))


if __name__ == "__main__":
    main()
