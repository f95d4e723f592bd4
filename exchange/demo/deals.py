"""Deals with everything that hangs on them, written in bulk."""

from datetime import timedelta
from decimal import Decimal

from deals.models import Act, Deal, DealLine, DealMove, DealOwning, DealStay, Delivery, DeliveryLine
from timeline.models import Comment, Entry

from .words import COMMENTS, VAT, VAT_BEFORE_2026

LOST_COMMENT = {
    "ru": "Клиент выбрал другие условия, разговор завершён спокойно.",
    "en": "The client chose other terms, we parted as friends.",
}

WAREHOUSE = {"ru": "Склад № 1", "en": "Warehouse 1"}
KEPT_FROM = 5


class Book:
    """Rows waiting for their bulk insert, model by model."""

    ORDER = (DealLine, Delivery, DeliveryLine, DealStay, DealMove, DealOwning, Act, Comment, Entry)

    def __init__(self):
        self.rows, self.said = {model: [] for model in self.ORDER}, []

    def add(self, row):
        self.rows[type(row)].append(row)

    def say(self, deal, by, at, text):
        """A comment; its entry names it by the id it gets when it is written."""
        comment = Comment(subject_kind="deal", subject_id=deal.pk, author=by, text=text, created_at=at)
        self.add(comment)
        self.said.append((deal, comment))

    def write(self):
        for model in self.ORDER:
            if model is Entry:
                for deal, comment in self.said:
                    self.note(deal, "commented", comment.author, comment.created_at, comment=comment.pk)
                self.said = []
            model.objects.bulk_create(self.rows[model], batch_size=2000)
            self.rows[model] = []

    def note(self, deal, verb, by, at, **details):
        entry = Entry.fact("deal", deal.pk, verb, by=by, at=at, **details)
        entry.recorded_at, entry.request_id = at, ""
        self.add(entry)


def make_deals(rng, language, stories, clients, products, sources):
    """[(Deal, Story)] in the order of the stories; the batch is one insert per table."""
    pairs = [(_deal(story.luck, language, story, clients, products, sources), story) for story in stories]
    Deal.objects.bulk_create([deal for deal, _story in pairs], batch_size=1000)
    book = Book()
    for deal, story in pairs:
        _write_history(rng, language, book, deal, story)
    book.write()
    return pairs


def _deal(rng, language, story, clients, products, sources):
    company, contact = rng.choice(clients)
    product, quantity = rng.choice(products), rng.choice([1, 1, 1, 1, 2, 3])
    funnel, stage = story.stage.funnel, story.stage
    deal = Deal(
        funnel=funnel,
        stage=stage,
        stage_entered_at=story.steps[-1].entered_at,
        owner=story.owner,
        department=story.owner.department,
        created_by=story.owner,
        created_at=story.created_at,
        recorded_at=story.created_at,
        closed_at=story.closed_at,
        company=company,
        contact=contact,
        source=rng.choice(sources),
        name=f"{product.name} · {company or contact}"[:300],
        name_is_manual=False,
        currency="RUB",
    )
    deal.search_text = deal.name.casefold().replace("ё", "е")
    deal.product, deal.quantity = product, quantity
    deal.discount = rng.choice([0, 0, 0, 2, 3, 5])
    reached = len([step for step in story.steps if step.stage.is_open])
    if reached >= 2 or story.outcome == "won":
        deal.amount = (Decimal(product.price) * quantity * (100 - deal.discount) / 100).quantize(Decimal("0.01"))
    if reached >= 3:
        deal.decision_on = (story.steps[2].entered_at + timedelta(days=5)).date()
        deal.extra = {"purpose": "420 га" if language == "ru" else "420 ha", "tractor": "МТЗ-1221" if language == "ru" else "MTZ-1221"}
    if reached >= 4:
        deal.expected_close_on = (story.steps[3].entered_at + timedelta(days=20)).date()
    if reached >= 5 or story.outcome == "won":
        deal.contract_number = f"{story.created_at:%y}-{rng.randint(100, 9999)}"
    if story.outcome == "lost":
        deal.loss_reason = rng.choice(funnel.demo_reasons)
        deal.loss_comment = LOST_COMMENT[language]
    return deal


def _write_history(rng, language, book, deal, story):
    vat = VAT if story.created_at.year >= 2026 else VAT_BEFORE_2026
    book.add(DealLine(deal=deal, product=deal.product, quantity=deal.quantity, price=deal.product.price, discount=deal.discount, vat=vat))
    book.add(DealOwning(card=deal, owner=story.owner, department=deal.department, recorded_at=story.created_at))
    book.note(deal, "created", story.owner, story.created_at, stage=story.steps[0].stage.name, funnel=deal.funnel.name)
    standing = None
    for step in story.steps:
        left = step.left_at
        way = story.outcome if story.closed_at and left == story.closed_at else "forward"
        ends = {"left_at": left, "replaced_at": left, "left_way": way} if left else {}
        book.add(
            DealStay(
                card=deal,
                stage=step.stage,
                stage_name=step.stage.name,
                owner=story.owner,
                by=story.owner,
                entered_at=step.entered_at,
                recorded_at=step.entered_at,
                was_skipped=step.was_skipped,
                **ends,
            )
        )
        if not step.was_skipped:
            if standing:
                _write_move(book, deal, story, standing.stage, step)
            standing = step
    _write_talk(rng, language, book, deal, story)
    _write_delivery(language, book, deal, story)


def _write_move(book, deal, story, left, step):
    kind = step.stage.kind
    way = kind if kind in ("won", "lost") else "forward"
    book.add(DealMove(card=deal, way=way, from_stage=left, to_stage=step.stage, by=story.owner, at=step.entered_at))
    verb = {"won": "won", "lost": "lost"}.get(kind, "moved")
    reason = deal.loss_reason.name if kind == "lost" else ""
    book.note(deal, verb, story.owner, step.entered_at, left=left.name, entered=step.stage.name, skipped=[], reason=reason)


def _write_talk(rng, language, book, deal, story):
    """Acts and comments: what people did between the moves. Fresh deals of the entry stage wait for their first one."""
    for step in story.steps[:-1] if story.outcome != "open" else story.steps:
        last = step.left_at is None
        if step.was_skipped or (last and step.stage.kind == "entry" and rng.random() < 0.5):
            continue
        length = (step.left_at or step.entered_at + timedelta(hours=1)) - step.entered_at
        at = step.entered_at + length * rng.uniform(0.05, 0.6)
        kind = rng.choice(["call_out", "call_out", "call_in", "letter", "meeting"])
        book.add(Act(deal=deal, kind=kind, by=story.owner, happened_at=at, recorded_at=at))
        if rng.random() < 0.35:
            book.say(deal, story.owner, at, rng.choice(COMMENTS[language]))


def _write_delivery(language, book, deal, story):
    """Two of three wins are shipped; what is nearly sold is kept, the longest of it beyond its day. By chance of its number, so that
    nothing else of the deal is other than without it."""
    is_won, entered_at = story.outcome == "won", story.steps[-1].entered_at
    is_kept = story.outcome == "open" and len(story.steps) >= KEPT_FROM
    if deal.pk % 3 == 0 or not (is_won or is_kept):
        return
    kind = Delivery.Kind.SHIPMENT if is_won else Delivery.Kind.RESERVATION
    day = (entered_at if is_won else entered_at + timedelta(days=7)).date()
    papers = {"act": f"{deal.pk % 900 + 100}", "act_on": day} if is_won else {}
    place = WAREHOUSE[language]
    people = {"done_by": story.owner, "entered_by": story.owner}
    one = Delivery(deal=deal, kind=kind, day=day, place=place, created_at=entered_at, **people, **papers)
    book.add(one)
    book.add(DeliveryLine(delivery=one, product=deal.product, quantity=deal.quantity))
    goods = [[deal.product.name, str(deal.quantity), deal.product.unit]]
    told = {"day": day.isoformat(), "goods": goods, "place": place}
    if is_won:
        told |= {"act": papers["act"], "act_on": day.isoformat()}
    book.note(deal, "shipped" if is_won else "reserved", story.owner, entered_at, **told)
