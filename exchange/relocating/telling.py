"""What the pages of a move show of its files and of what it has made."""

from itertools import groupby

from django.utils.translation import ngettext

from ..models import ImportRun
from ..models.relocation import ORDER
from ..targets import TARGETS
from ..words import FAILURES
from .systems import NAMES, system_of


def files_told(relocation):
    """[(run, name of the old CRM or "", why it failed or "")]"""
    runs = relocation.runs_in_order
    return [(run, NAMES.get(system_of(run.head), ""), FAILURES.get(run.error, run.error)) for run in runs]


def kinds_of_files(user):
    """What a file may hold, as choices."""
    return [(what, label) for what, label in ImportRun.What.choices if what in ORDER and TARGETS[what].allowed(user)]


def columns_by_file(form):
    """[(run, lines of its unknown columns)]"""
    return [(run, list(lines)) for run, lines in groupby(form.groups["columns"], key=lambda line: line["told"].run)]


def made_told(relocation):
    """What has come to be, in words."""
    return [_WORDS[kind](count) % {"n": count} for kind, count in relocation.made.items() if kind in _WORDS]


_WORDS = {
    "funnel": lambda n: ngettext("%(n)d funnel", "%(n)d funnels", n),
    "user": lambda n: ngettext("%(n)d colleague", "%(n)d colleagues", n),
    "field": lambda n: ngettext("%(n)d field", "%(n)d fields", n),
    "source": lambda n: ngettext("%(n)d source", "%(n)d sources", n),
    "product": lambda n: ngettext("%(n)d product", "%(n)d products", n),
}
