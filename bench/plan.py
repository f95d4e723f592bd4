"""What is measured, in which order, on which data."""

from itertools import chain

from django.core.management import call_command
from django.db import connection

from . import closing, jobs, pages
from .bounds import judged
from .data import fill
from .serving import pace, web
from .weight import memory, page_weight

PAGES = {
    "board",
    "board_one",
    "list",
    "card",
    "move",
    "search",
    "caller",
    "report",
    "handbook",
    "handbook_part",
    "page_weight",
    "first_card",
}


def measures(deals, folder, wanted):
    """Results as they come; `wanted` empty means all of them."""
    many = deals >= 1_000_000
    yield judged({"deals": deals, **pace()}, deals)
    if not wanted or wanted & (PAGES | {"import", "export"}):
        people = fill(deals, min(30_000, deals // 4))
        if not wanted or wanted & PAGES:
            with web(folder) as port:
                for result in chain(pages.all_pages(port, people), page_weight(port, people["sellers"][7])):
                    yield judged({"deals": deals, **result}, deals)
        if not wanted or "import" in wanted:
            yield judged({"deals": deals, **jobs.apart(jobs.bring_contacts, people["head"], 100_000 if many else 10_000)}, deals)
        if not wanted or "export" in wanted:
            yield judged({"deals": deals, **jobs.apart(jobs.save_list, people["head"])}, deals)
    if not wanted or wanted & {"close_day", "close_meanwhile"}:
        most = deals if many else min(30_000, deals)
        if not wanted or wanted & (PAGES | {"import", "export"}):
            _empty()
        people = jobs.fill_for_close(most)
        with web(folder) as port:
            for result in closing.close_beside_pages(port, people):
                yield judged({"deals": deals, **result}, deals)
    if not wanted or "memory" in wanted:
        yield judged({"deals": deals, **memory(folder)}, deals)


def _empty():
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
