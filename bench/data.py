"""The data of the bench: a company with one head over forty sellers, N deals of three years, 600,000 contacts."""

from datetime import timedelta

from accounts.models import Department, Role, User, Workspace
from contacts.models import Company, Contact, Phone, Source
from crm_project.lib import clock
from deals.models import Act, Deal, DealLine, DealOwning, DealStay, LossReason, Product
from deals.ready import make_funnel
from deals.ready_texts import LOST, WON
from tasks.models import Task, TaskSpan, TaskType
from timeline.models import Entry
from timeline.models.entry import digest_of

from .filling import in_bulk, insert_select, run

SELLERS = 40
CONTACTS = 600_000
PASSWORD = "a-long-bench-passphrase"  # noqa: S105  of a database that lives for minutes


def fill(deals, open_deals):
    """Everything the pages are measured on; tells the people by name."""
    people = make_people(SELLERS)
    funnel = make_stages()
    with in_bulk(Contact, Phone, Company):
        make_clients(people)
    first, last = people["sellers"][0].pk, people["sellers"][-1].pk
    owner = f"({first} + (i::bigint * 7919) % {last - first + 1})"
    fill_deals(deals, open_deals, funnel, owner, str(people["department"].pk))
    run("ANALYZE")
    return people | {"funnel": funnel}


def fill_deals(count, open_count, funnel, owner, department):
    """Deals with all their past, and their tasks."""
    with in_bulk(Deal, DealStay, DealOwning, DealLine, Act, Entry):
        make_deals(count, open_count, funnel, owner, department)
    with in_bulk(Task, TaskSpan):
        make_tasks()


def make_people(count, departments=1):
    Workspace.objects.create(name="Bench", start_profile="several")
    Role.make_ready()
    roles = {role.code: role for role in Role.objects.all()}
    root = Department.objects.create(name="Company")
    homes = [Department.objects.create(name=f"Sales {n}", parent=root) for n in range(departments)]
    head = _person("head", homes[0] if departments == 1 else root, roles["head"])
    sellers = [_person(f"seller{n}", homes[n % departments], roles["manager"]) for n in range(count)]
    for home in homes:
        home.head = head
        home.save(update_fields=["head"])
    return {"head": head, "sellers": sellers, "department": homes[0], "departments": homes, "root": root}


def _person(name, department, role):
    user = User(email=f"{name}@bench.example", first_name=name.capitalize(), department=department, role=role, joined_at=clock.now())
    user.set_unusable_password()
    user.language = "ru"
    user.save()
    user.join(department, by=None, at=clock.now() - timedelta(days=1000))
    return user


def make_stages():
    """Seven stages on the way, a win and a loss."""
    way = [
        {
            "kind": "entry" if n == 0 else "working",
            "days": 3,
            "fields": fields,
            "ru": (f"Стадия {n + 1}", "", "", ""),
            "en": (f"Stage {n + 1}", "", "", ""),
        }
        for n, fields in enumerate([[], ["product"], ["amount"], ["decision_on"], [], [], []])
    ]
    text = {"name": {"ru": "Воронка", "en": "Funnel"}, "stages": [*way, WON, LOST], "reasons": ["price", "silent", "no_need"]}
    return make_funnel("bench", text, "ru")


def make_clients(people):
    owner = f"({people['sellers'][0].pk} + i % {SELLERS})"
    department = people["department"].pk
    moments = {"created_at": "now() - i * interval '1 minute'", "touched_at": "now() - i * interval '1 minute'"}
    syllables = "(ARRAY['мар','кол','вас','пет','зах','лук','фро','гри','сте','бул'])"
    name = f"{syllables}[1 + i % 10] || {syllables}[1 + (i / 10) % 10] || {syllables}[1 + (i / 100) % 10]"
    insert_select(
        Contact,
        f"generate_series(1, {CONTACTS}) AS i",
        first_name="'Имя'",
        last_name=f"initcap({name} || 'ов')",
        search_text=f"{name} || 'ов имя ' || i",
        owner_id=owner,
        department_id=str(department),
        **moments,
    )
    base = "(SELECT min(id) FROM contacts_contact)"
    insert_select(
        Phone, f"generate_series(1, {CONTACTS}) AS i", contact_id=f"{base} + i - 1", e164="'+79' || lpad((100000000 + i * 7)::text, 9, '0')"
    )
    insert_select(
        Company,
        "generate_series(1, 50000) AS i",
        name=f"initcap({name}) || ' ' || i",
        search_text=f"{name} || ' ' || i",
        owner_id=owner,
        department_id=str(department),
        **moments,
    )


def make_deals(count, open_count, funnel, owner, department):
    """The first `open_count` stand in the seven stages, the others are over; with stays, owners, lines and one entry each."""
    stages = {stage.kind: stage for stage in funnel.live_stages if not stage.is_open}
    way = [stage for stage in funnel.live_stages if stage.is_open]
    product = Product.objects.create(name="Плуг", price=1000)
    source = Source.objects.create(name="Сайт")
    reason = LossReason.objects.filter(funnel=funnel).first()
    lost = "i % 3 > 0"
    is_open = f"i <= {open_count}"
    stage = f"CASE WHEN {is_open} THEN (ARRAY{[one.pk for one in way]})[1 + i % 7] WHEN {lost} THEN {stages['lost'].pk} ELSE {stages['won'].pk} END"
    created = f"now() - CASE WHEN {is_open} THEN (i % 90) * interval '1 day' ELSE (60 + (i * 31) % 1000) * interval '1 day' END - (i % 540) * interval '1 minute'"
    closed = f"CASE WHEN {is_open} THEN NULL ELSE {created} + (5 + i % 50) * interval '1 day' END"
    insert_select(
        Deal,
        f"generate_series(1, {count}) AS i",
        name="'Плуг · Клиент ' || i",
        search_text="'плуг · клиент ' || i",
        funnel_id=str(funnel.pk),
        stage_id=stage,
        stage_entered_at=f"coalesce({closed}, {created})",
        owner_id=owner,
        department_id=department,
        source_id=str(source.pk),
        company_id="(SELECT min(id) FROM contacts_company) + i % 50000",
        contact_id=f"(SELECT min(id) FROM contacts_contact) + i % {CONTACTS}",
        amount="(i % 900) * 1000 + 500",
        created_at=created,
        recorded_at=created,
        closed_at=closed,
        loss_reason_id=f"CASE WHEN {is_open} OR NOT ({lost}) THEN NULL ELSE {reason.pk} END",
    )
    make_history(way, stages, product)


def make_history(way, stages, product):
    """Closed deals passed half the way on average; open ones came through every stage before theirs."""
    steps = ", ".join(f"({place}, {stage.pk}, '{stage.name}')" for place, stage in enumerate(way))
    reach = f"CASE WHEN d.closed_at IS NULL THEN d.stage_id - {way[0].pk} ELSE d.id % 7 END"
    share = f"extract(epoch FROM coalesce(d.closed_at, now()) - d.created_at) / ({reach} + 1) * interval '1 second'"
    is_last = f"s.place = {reach}"
    left = f"CASE WHEN NOT {is_last} THEN d.created_at + {share} * (s.place + 1) WHEN d.closed_at IS NULL THEN '{clock.FOREVER.isoformat()}' ELSE d.closed_at END"
    ended = f"CASE WHEN d.stage_id = {stages['won'].pk} THEN 'won' ELSE 'lost' END"
    insert_select(
        DealStay,
        f"deals_deal d JOIN (VALUES {steps}) AS s(place, stage, name) ON s.place <= {reach}",
        card_id="d.id",
        stage_id="s.stage",
        stage_name="s.name",
        owner_id="d.owner_id",
        by_id="d.owner_id",
        entered_at=f"d.created_at + {share} * s.place",
        recorded_at=f"d.created_at + {share} * s.place",
        left_at=left,
        replaced_at=left,
        left_way=f"CASE WHEN NOT {is_last} THEN 'forward' WHEN d.closed_at IS NULL THEN '' ELSE {ended} END",
    )
    make_ends(product)


def make_ends(product):
    """The last stay of closed deals; owners, lines, a call of nearly each, and the entry of its beginning."""
    over = "deals_deal d JOIN deals_stage s ON s.id = d.stage_id WHERE d.closed_at IS NOT NULL"
    moments = {"entered_at": "d.closed_at", "recorded_at": "d.closed_at"}
    people = {"owner_id": "d.owner_id", "by_id": "d.owner_id"}
    insert_select(DealStay, over, card_id="d.id", stage_id="s.id", stage_name="s.name", **moments, **people)
    insert_select(
        DealOwning, "deals_deal d", card_id="d.id", owner_id="d.owner_id", department_id="d.department_id", recorded_at="d.created_at"
    )
    insert_select(DealLine, "deals_deal d", deal_id="d.id", product_id=str(product.pk), quantity="1", price="1000")
    acted = "deals_deal d WHERE d.id % 20 > 0"
    insert_select(Act, acted, deal_id="d.id", kind="'call_out'", by_id="d.owner_id", happened_at="d.created_at", recorded_at="d.created_at")
    insert_select(
        Entry,
        "deals_deal d",
        subject_kind="'deal'",
        subject_id="d.id",
        verb="'created'",
        details="'{}'::jsonb",
        actor_id="d.owner_id",
        happened_at="d.created_at",
        recorded_at="d.created_at",
        digest=f"'{digest_of({})}'",
    )


def make_tasks(per_deal=3):
    """Three tasks a deal, the last one open if the deal is: one in twenty is late, one in thirty is missing."""
    kind, _new = TaskType.objects.get_or_create(code="call", defaults={"name": "Звонок", "icon": "phone"})
    is_next = f"k = {per_deal} AND d.closed_at IS NULL"
    due = f"CASE WHEN {is_next} THEN now() + ((d.id % 200) - 10) * interval '1 hour' ELSE d.created_at + k * interval '1 day' END"
    done = f"CASE WHEN {is_next} THEN NULL ELSE d.created_at + k * interval '1 day' END"
    source = f"deals_deal d CROSS JOIN generate_series(1, {per_deal}) AS k WHERE NOT ({is_next} AND d.id % 30 = 0)"
    insert_select(
        Task,
        source,
        title="'Позвонить'",
        type_id=str(kind.pk),
        owner_id="d.owner_id",
        author_id="d.owner_id",
        department_id="d.department_id",
        deal_id="d.id",
        due_at=due,
        done_at=done,
        created_at="d.created_at",
    )
    insert_select(
        TaskSpan,
        "tasks_task t",
        task_id="t.id",
        deal_id="t.deal_id",
        owner_id="t.owner_id",
        due_at="t.due_at",
        recorded_at="t.created_at",
        replaced_at=f"coalesce(t.done_at, '{clock.FOREVER.isoformat()}')",
    )


def make_long_card(deal, entries=2000):
    """A deal with a long past: comments by the thousand."""
    insert_select(
        Entry,
        f"generate_series(1, {entries}) AS i",
        subject_kind="'deal'",
        subject_id=str(deal.pk),
        verb="'changed'",
        details="""jsonb_build_object('changes', jsonb_build_array(jsonb_build_object('key', 'amount', 'label', 'Сумма', 'old', i, 'new', i + 1)))""",
        actor_id=str(deal.owner_id),
        actor_name="'Продавец'",
        happened_at="now() - i * interval '1 hour'",
        recorded_at="now() - i * interval '1 hour'",
        digest="md5(i::text) || md5(i::text)",
    )
