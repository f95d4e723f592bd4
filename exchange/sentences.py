from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence


@sentence("*.imported")
def imported(entry):
    return format_html(
        _("{actor} imported this card from “{file}”, row {row}"),
        actor=actor_of(entry),
        file=entry.details.get("file", ""),
        row=entry.details.get("row", ""),
    )


@sentence("deal.old_note")
def old_note(entry):
    return format_html(_("Comment from the file “{file}”"), file=entry.details.get("file", ""))


@sentence("import.import_started")
def started(entry):
    return format_html(_("{actor} started the import of “{name}”: {rows} rows"), actor=actor_of(entry), **_facts(entry, "name", "rows"))


@sentence("import.import_done")
def done(entry):
    words = _("The import of “{name}” is done: {created} came in, {skipped} were here before, {refused} were refused")
    return format_html(words, **_facts(entry, "name", "created", "skipped", "refused"))


@sentence("import.import_undone")
def undone(entry):
    return format_html(_("{actor} undid the import of “{name}”"), actor=actor_of(entry), **_facts(entry, "name"))


@sentence("import.import_taken_back")
def taken_back(entry):
    return format_html(
        _("The import of “{name}” is taken back; {kept} records stay, as somebody worked on them"), **_facts(entry, "name", "kept")
    )


@sentence("relocation.relocated")
def relocated(entry):
    return format_html(_("{actor} moved in from another CRM: {name}"), actor=actor_of(entry), **_facts(entry, "name"))


@sentence("relocation.relocation_undone")
def relocation_undone(entry):
    return format_html(_("{actor} took the move from another CRM back: {name}"), actor=actor_of(entry), **_facts(entry, "name"))


def _facts(entry, *names):
    return {name: entry.details.get(name, "") for name in names}
