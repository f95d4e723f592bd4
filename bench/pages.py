"""Pages measured at the socket, each beside the SQL that fetches just what it shows."""

from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from deals.models import Deal, DealMove
from regulations.loader import load_default_handbook
from regulations.models import EditionNode, Regulation
from regulations.reading import watching

from .data import make_long_card
from .serving import Person, clocked, timed

STATUS_OK = (200, 204)
UNCHECKED_FLOOR = """SELECT * FROM contacts_contact WHERE deleted_at IS NULL AND owner_id IS NOT NULL
    AND COALESCE(checked_on, timezone('UTC', created_at)::date) < now()::date - 365 ORDER BY touched_at DESC, id DESC LIMIT 51"""


def all_pages(port, people):
    """One result per measure: {measure, p50_ms, p95_ms, queries, floor_ms, bytes}."""
    head, seller = Person(port, people["head"]), Person(port, people["sellers"][7])
    funnel = people["funnel"].pk
    board = f"{reverse('deals:board')}?funnel={funnel}"
    ids = ",".join(str(one.pk) for one in people["sellers"])
    yield _page("board", head, board, _board_floor(funnel, ids))
    yield _page("board_one", seller, board, _board_floor(funnel, str(seller.user.pk)))
    filters = urlencode({"funnel": funnel, "flat": 1, "amount_min": 10000, "amount_max": 800000, "owner": people["sellers"][3].pk})
    yield _page("list", head, f"{reverse('deals:list')}?{filters}", _list_floor(people["sellers"][3].pk))
    yield _page("unchecked", head, f"{reverse('contacts:contacts')}?data=old", UNCHECKED_FLOOR)
    yield _card(seller)
    yield _move(head)
    yield from _search(head)
    yield _report(head, people["funnel"], ids)
    yield from _handbook(seller)


def _page(measure, person, path, floor):
    def visit(_number):
        taken, status, _plain, _wire = person.ask(path)
        if status not in STATUS_OK:
            raise RuntimeError(f"{path} answers {status}")
        return taken

    result = timed(visit)
    _taken, _status, plain, wire = person.ask(path)
    return {"measure": measure, **result, "queries": person.queries(path), "floor_ms": _floor(floor), "bytes": len(plain), "wire": wire}


def _card(person):
    deal = Deal.objects.open().filter(owner=person.user).first()
    make_long_card(deal)
    floor = (
        f"SELECT * FROM timeline_entry WHERE subject_kind = 'deal' AND subject_id = {deal.pk} ORDER BY happened_at DESC, id DESC LIMIT 30"
    )
    return _page("card", person, reverse("deals:card", args=[deal.pk]), floor)


def _move(person):
    """Each round moves another deal of the last but one stage, with all checks, history, outbox and both columns' totals."""
    stages = [stage for stage in Deal.objects.open().first().funnel.live_stages if stage.is_open]
    here, there = stages[-2], stages[-1]
    board = f"{reverse('deals:board')}?funnel={here.funnel_id}"
    deals = iter(list(Deal.objects.open().filter(stage=here)[:60]))

    def move(_number):
        deal = next(deals)
        taken, status, plain, _wire = person.ask(
            reverse("deals:move", args=[deal.pk, there.pk]), urlencode({"seen": here.pk}), fragment=True, of_page=board
        )
        if status not in STATUS_OK or not plain or not DealMove.objects.filter(card=deal).exists():
            raise RuntimeError(f"the move answers {status}")
        return taken

    result = timed(move)
    deal, last = next(deals), next(deals)
    person.queries(board)
    path, seen = reverse("deals:move", args=[deal.pk, there.pk]), urlencode({"seen": here.pk})
    queries = person.queries(path, seen, fragment=True, of_page=board, times=1)
    floor = f"UPDATE deals_deal SET stage_entered_at = now() WHERE id = {last.pk}"
    return {"measure": "move", **result, "queries": queries, "floor_ms": _floor(floor)}


def _search(person):
    path = reverse("search:palette")
    words = ["маркол", "васпет", "захлук", "фрогри", "степет"]
    body = [urlencode({"q": word}) for word in words]
    yield _asked("search", person, path, body, "SELECT id FROM contacts_contact WHERE search_text LIKE '%маркол%' LIMIT 8")
    numbers = [f"8 (9{100000000 + n * 7:09d}"[:6] + ")" + f"{100000000 + n * 7:09d}"[2:] for n in range(5, 500, 99)]
    body = [urlencode({"q": number}) for number in numbers]
    yield _asked("caller", person, reverse("search:contacts"), body, "SELECT contact_id FROM contacts_phone WHERE e164 = '+79100000035'")


def _asked(measure, person, path, bodies, floor):
    def ask(number):
        taken, status, _plain, _wire = person.ask(path, bodies[number % len(bodies)], fragment=True)
        if status not in STATUS_OK:
            raise RuntimeError(f"{path} answers {status}")
        return taken

    return {"measure": measure, **timed(ask), "queries": person.queries(path, bodies[0], fragment=True), "floor_ms": _floor(floor)}


def _report(person, funnel, ids):
    path = f"{reverse('reports:funnels')}?{urlencode({'funnel': funnel.pk, 'period': 'year_back'})}"
    stages = ",".join(str(stage.pk) for stage in funnel.live_stages)
    floor = (
        "SELECT owner_id, stage_id, count(*) FROM deals_dealstay"
        f" WHERE stage_id IN ({stages}) AND owner_id IN ({ids}) AND entered_at > now() - interval '1 year' GROUP BY 1, 2"
    )
    return _page("report", person, path, floor)


def _handbook(person):
    """Its table of contents and its longest part, for somebody who has everything still to read."""
    load_default_handbook()
    watching.tick()
    regulation = Regulation.objects.get(code="CRM-01")
    nodes = EditionNode.objects.filter(edition=regulation.edition_in_force())
    part = nodes.filter(parent=None).annotate(clauses=Count("children")).order_by("-clauses").first()
    contents = "SELECT n.*, t.title FROM regulations_editionnode n JOIN regulations_sectiontext t ON t.version_id = n.version_id"
    texts = f"SELECT t.* FROM regulations_editionnode n JOIN regulations_sectiontext t USING (version_id) WHERE {part.pk} IN (n.id, n.parent_id)"
    yield _page("handbook", person, reverse("regulations:read", args=["CRM-01"]), contents)
    yield _page("handbook_part", person, reverse("regulations:section", args=["CRM-01", part.section.code]), texts)


def _floor(sql):
    """The best of five runs of the SQL alone, rows fetched."""

    def run():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.description:
                cursor.fetchall()

    return min(clocked(run) for _ in range(5))


def _board_floor(funnel, ids):
    return (
        "SELECT d.* FROM deals_stage s CROSS JOIN LATERAL (SELECT * FROM deals_deal d WHERE d.stage_id = s.id AND d.deleted_at IS NULL"
        f" AND d.owner_id IN ({ids}) ORDER BY stage_entered_at DESC, id DESC LIMIT 20) d WHERE s.funnel_id = {funnel} AND s.kind IN ('entry', 'working')"
    )


def _list_floor(owner):
    return (
        f"SELECT * FROM deals_deal WHERE owner_id = {owner} AND deleted_at IS NULL AND amount BETWEEN 10000 AND 800000"
        " ORDER BY created_at DESC, id DESC LIMIT 50"
    )
