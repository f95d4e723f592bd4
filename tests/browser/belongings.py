"""One of everything that can belong to a manager, and the addresses under which it might be guessed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Absence, SavedView
from bulk.models import BulkAct
from chains.models import ChainRun, ChainTemplate
from chains.soundness import Plan
from contacts.models import Consent
from crm_project.lib import clock
from deals.models import Ask, Talk, TalkScript, WinCheck
from documents.models import Document, OwnCompany, Template
from documents.ready import make_ready_templates
from fields.models import CustomField
from leads.models import Lead
from notifications.models import PushSubscription
from notifications.telling import notify
from projects.models import Line, Project
from reports.models import Baseline
from tasks.models import CalendarFeed, Handoff
from telephony.models import Call
from tests.factories import make_company, make_contact, make_deal, make_funnel, make_product, make_task
from tests.training import desk
from tests.training.practice.conftest import ask_task
from timeline.keeping import keep
from timeline.models import Comment
from training.models import PracticeRun
from workday.models import AbsenceRequest, Breach, Enforcement, Explanation, Look, Signal

# Addresses with an id that is no record of somebody's: settings, the company's own words, tables of the handbook; what only an
# administrator opens, whoever's card it is; and teaching a person, which needs a handbook (tests/training/test_quadrant.py).
OF_NOBODY = {
    "deals:on-board", "accounts", "rollout", "intake", "distribution", "regulations", "contacts:limit", "contacts:erase", "contacts:accesses", "deals:column", "deals:quick", "deals:new-stage", "tasks:types", "tasks:edit_rhythm", "tasks:retire_rhythm", "tasks:edit_type", "tasks:retire_type",
    "contacts:new-word", "contacts:word", "contacts:retire-word", "workday:department-of", "workday:department-day",
    "workday:department-export", "workday:void", "workday:rule", "workday:more-control-of", "exchange", "deals:funnel", "deals:stage", "deals:place-stage",
    "deals:retire-stage", "deals:demand", "deals:new-field", "deals:funnel-reasons", "deals:funnel-reason", "deals:retire-reason",
    "documents:template", "documents:template-file", "documents:retire-template", "documents:own-company", "documents:main-own-company",
    "deals:product", "deals:retire-product", "deals:return-product", "deals:product-group", "deals:remove-product-group",
    "deals:script", "deals:change-script", "deals:retire-script", "deals:script-results", "deals:new-script-step", "deals:script-step",
    "deals:raise-script-step", "deals:remove-script-step", "deals:names-of-funnel", "deals:names-preview", "deals:rename-open", "deals:renaming",
    "documents:retire-own-company", "documents:shelf-paper", "documents:shelf-file", "documents:retire-paper", "documents:paper-back",
    "deals:funnel-settings", "deals:retire-funnel",
    "deals:funnel-draft", "deals:drop-draft", "deals:withdraw-change", "deals:lacking", "deals:funnel-versions", "deals:funnel-version",
    "deals:jumps", "deals:jump",
    "chains:start", *(f"chains:{name}_template" for name in ("new", "change", "retire", "restore")), "chains:template",
    *(f"training:{name}" for name in ("question", "activate", "question-retire", "regrade", "test", "test-retire", "decide", "self-check", "teach")),
    *(f"fields:{name}" for name in ("field", "why", "change", "place", "retire", "back")),
    *(f"automation:{name}" for name in ("rule", "change", "fields", "new-condition", "drop-condition", "actions", "new-setting", "new-action",
                                        "drop-action", "trial", "on", "off", "retire", "log")),
}  # fmt: skip


_HANDED = ("accept", "send_back", "recall", "tick_item")


@dataclass
class Belongings:
    owner: object
    by: object
    stages: dict

    def __post_init__(self):
        owner = self.owner
        leads = make_funnel("Leads", cards="leads")
        self.company = make_company(owner, name="Zarya secret")
        self.contact = make_contact(owner, last_name="Secretova")
        self.role = self.company.take_in(self.contact, by=owner)
        self.deal = make_deal(owner, name="Secret plough", amount=123_456, company=self.company, contact=self.contact)
        self.move = self.deal.move_to(self.stages["Qualified"], by=owner)
        self.deal.refresh_from_db()
        for kind in ("deal", "lead", "company", "contact"):
            CustomField.objects.create(entity=kind, code="f1", label="Width", type="text")
        self._two_of_one_client()
        self.line = self.deal.add_line(make_product(), by=owner, quantity=1)
        self.deal.add_participant(make_contact(owner, last_name="Other-Secretova"), by=owner)
        self.part = self.deal.participants.get()
        self._money_and_talk(owner)
        self.lead = Lead.receive({"person": "Nina Secretova", "phone_typed": "8 918 442-19-06"}, by=owner, owner=owner)
        self.rejected = Lead.receive({"person": "Rita Secretova", "phone_typed": "8 918 442-19-07"}, by=owner, owner=owner)
        self.rejection = self.rejected.lose(leads.loss_reasons.get(), by=owner)
        self.feed, _token = CalendarFeed.make(owner, scope="own", by=owner)
        self.browser = PushSubscription.keep(owner, "https://web.push.apple.com/secret", label="Her browser")
        self.task = make_task(owner, deal=self.deal, title="Secret call", by=owner)
        self.handoff = Handoff.give(
            to=self.by, by=owner, title="Secret hand-off", type=self.task.type, subject=self.deal, due_at=clock.now(), checklist=["Secret"]
        )
        self._chain(owner)
        self._project(owner)
        self._test(owner)
        self.call = Call.log(direction="in", outcome="missed", by=owner, owner=owner, deal=self.deal, phone="+79184421906")
        self.view = SavedView.objects.create(owner=owner, page="deals", name="Secret view")
        self.shared = SavedView.objects.create(owner=owner, page="deals", name="Ours", shared_with=owner.department)
        self.comment = Comment.leave(self.deal, "Secret words", by=owner)
        self.file = keep(SimpleUploadedFile("secret.pdf", b"%PDF-1.4 secret"), self.deal, by=owner)
        self.absence = Absence.objects.create(user=owner, from_on="2026-11-18", to_on="2026-11-20", known_from=clock.now())
        self.act = BulkAct.prepare("deal", "owner", [(self.deal.pk, [])], by=owner)
        notify([owner], "deal_given", self.deal, key="secret")
        figures = {"won": 2, "amount": None, "conversion": None, "currency": "RUB"}
        ours = OwnCompany.objects.create(name="Ours")
        make_ready_templates("en")
        self.document = Document.issue(self.deal, Template.objects.get(type="act"), ours, by=owner)
        self.baseline = Baseline.accept(owner, clock.now().date().replace(day=1), figures, {}, by=self.by)

    def _chain(self, owner):
        """One that goes on about the deal, with a step to come."""
        call = {"task_type": self.task.type, "executor_kind": "starter", "minutes": 480}
        steps = [Plan(key="a", title="Search", next="b", **call), Plan(key="b", title="Sell", **call)]
        template = ChainTemplate().shape(by=None, name="Relay", steps=steps)
        self.chain = ChainRun.start(template, subject=self.deal, by=owner, name="Secret chain")
        self.chain_step = self.chain.run_steps.get(place=2)

    def _test(self, owner):
        """One that she passed with a mistake, one whose free answer waits to be read, and a practical task she is at."""
        rubric = {"rubric": [{"en": "A fact", "points": 1}]}
        questions = [desk.ask("secret-1"), desk.ask("secret-2", "other", kind="text", payload=rubric)]
        passed = desk.give(desk.define("secret", draw_count=2, pass_percent=40), owner)
        waits = desk.give(desk.define("secret-too", draw_count=2), owner)
        self.test, self.attempt, waiting = passed, passed.start(by=owner), waits.start(by=owner)
        for attempt in (self.attempt, waiting):
            for item in attempt.items.with_questions():
                is_text = item.question_version.question == questions[1]
                answer = {"t": "Secret words of a test"} if is_text else desk.right(item)
                if not is_text or attempt == waiting:
                    attempt.answer(item.place, desk.form(answer), by=owner)
        self.attempt.submit(by=owner), waiting.submit(by=owner)
        self.missed = self.attempt.items.get(question_version=questions[1].current)
        self.free_answer = waiting.items.get(question_version=questions[1].current)
        ask_task("P-13")
        practice = desk.give(desk.define("secret-practice", genre="practice", draw_count=1, pass_percent=100), owner)
        self.exercise = practice.start(by=owner).items.get()
        self.run = PracticeRun.begin(self.exercise, by=owner)

    def _project(self, owner):
        """The work about the deal, with something planned and something spent."""
        self.project = Project.begin(self.deal, by=owner, name="Secret project", note="Secret plan")
        self.cost = Line.plan(self.project, by=owner, kind="material", name="Secret bolts", quantity=Decimal(2), price=Decimal(5))
        self.spent = self.cost.note_spent(by=owner, day=clock.local_today(), quantity=Decimal(1))

    def _money_and_talk(self, owner):
        """A payment to come, one that came, goods kept and shipped, a question to the head about it, and a talk led by a script."""
        today = clock.now().date()
        self.expected = self.deal.expect_payment(by=owner, due_on=today, amount=7)
        self.payment = self.deal.receive_payment(by=owner, amount=1, received_on=today - timedelta(days=1))
        words = {"place": "Secret warehouse", "note": "Secret driver"}
        self.reservation = self.deal.reserve(by=owner, day=today + timedelta(days=3), goods={self.line.product: 1}, **words)
        self.shipment = self.deal.ship(by=owner, day=today, goods={self.line.product: 1}, act="Secret act", **words)
        self.ask = Ask.put(self.deal, "discount", by=owner, why="Secret reason", share=5)
        self.step_back = Ask.put_back(self.deal, self.stages["New"], by=owner, why="Secret reason")
        self.won = make_deal(owner, self.stages["Won"], name="Secret win", amount=123_456, company=self.company)
        self.check = WinCheck.draw(self.won, clock.now())
        script = TalkScript.start("Call", by=None)
        self.answer = script.shape_step(None, "Hello", [(None, "Yes", None)], by=None).answers.get()
        self.talk = Talk.begin(self.deal, script, by=owner)

    def _two_of_one_client(self):
        """A likely double of each client, one that was merged into it, and what she agreed to."""
        self.doubles, self.pairs, self.merges = {}, {}, {}
        for client, make in ((self.company, make_company), (self.contact, make_contact)):
            double, gone = make(self.owner), make(self.owner)
            self.doubles[client.kind] = double
            self.pairs[client.kind] = client.pair_model.objects.create(first=client, second=double, likeness=90, found_at=clock.now())
            self.merges[client.kind] = client.absorb(gone, by=self.owner, choices={})
        today = clock.now().date()
        self.consent = Consent.note(self.contact, purpose="mailing", given_on=today, source="paper", by=self.owner)

    @cached_property
    def notice(self):
        return self.owner.notices.first()

    @cached_property
    def breach(self):
        return Breach.objects.filter(owner=self.owner).first()

    @cached_property
    def explanation(self):
        return Explanation.objects.create(breach=self.breach, by=self.owner, text="Secret reason", at=clock.now())

    @cached_property
    def enforcement(self):
        facts = {"rule": self.breach.rule, "day": self.breach.day, "deal_id": self.breach.deal_id, "state": "done"}
        return Enforcement.objects.create(breach=self.breach, action="stop_leads", **facts)

    @cached_property
    def look(self):
        facts = {"department": self.owner.department, "day": self.breach.day, "count": 1, "total": 1, "at": clock.now()}
        return Look.objects.create(user=self.owner, kind="no_result", records={"task": [self.task.pk]}, **facts)

    @cached_property
    def signal(self):
        facts = {"department": self.owner.department, "day": self.breach.day, "first_on": self.breach.day, "made_at": clock.now()}
        return Signal.objects.create(user=self.owner, rule=self.breach.rule, breach_ids=[self.breach.pk], **facts)

    @cached_property
    def absence_request(self):
        facts = {"from_on": "2026-12-18", "to_on": "2026-12-20", "why": "sickness", "words": "Secret illness"}
        return AbsenceRequest.objects.create(user=self.owner, asked_at=clock.now(), **facts)

    @property
    def cards(self):
        return {"deal": self.deal, "company": self.company, "contact": self.contact, "lead": self.lead}

    def keys_of(self, route):
        """Every set of keys by which this address would show or change something of hers."""
        more = {
            "stage_pk": self.stages["Offer sent"].pk, "move_pk": self.move.pk, "line_pk": self.line.pk, "part_pk": self.part.pk,
            "place": 1, "key": "call" if "composer" in route.path else "amount", "kind": "discount", "comment": self.comment.pk, "file": self.file.pk,
            "move": self.rejection.pk, "step_pk": self.chain_step.pk, "role": self.role.pk, "consent_pk": self.consent.pk,
            "page": "deals", "ending": "csv", "number": 0 if name_of(route) == "tick_item" else 1, "form": "docx", "code": "f1",
            "delivery_pk": (self.shipment if route.name == "deals:take-back-shipment" else self.reservation).pk,
            "payment_pk": (self.payment if route.name == "deals:take-back-payment" else self.expected).pk,
            "ask_pk": (self.step_back if "step-back" in route.name else self.ask).pk, "script_pk": self.talk.script_id, "talk_pk": self.talk.pk, "answer_pk": self.answer.pk, "seen": 0,
        }  # fmt: skip
        for given in self._first(route):
            yield {name: value for name, value in (more | given).items() if f":{name}>" in route.path}

    def _first(self, route):
        app, _, name = route.name.partition(":")
        if app == "workday" and name == "answer":
            return [{"pk": self.breach.pk, "kind": "done"}]
        if app == "projects":
            return [{"pk": self.project.pk, "line_pk": self.cost.pk, "note_pk": self.spent.pk, "task_pk": self.task.pk, "kind": "hours"}]
        if "slug:kind" in route.path and app != "deals":
            mine = {"deal": self.deal} if "comment" in route.path or "<int:file>" in route.path else self.cards
            return [{"kind": kind, "pk": record.pk} for kind, record in mine.items()]
        if "client:kind" in route.path:
            mine = self.pairs if name.startswith("double-") else self.cards
            told = {"other": self.doubles, "merge": self.merges}
            return [
                {"kind": kind, "pk": mine[kind].pk, **{key: records[kind].pk for key, records in told.items()}}
                for kind in ("company", "contact")
            ]
        records = {
            "deals": self.won if name in ("check-win", "reply-to-check") else self.deal,
            "views": self.shared if name == "unshare-view" else self.view,
            "bulk": self.act,
            "contacts": self.contact if "clients/contact/" in route.path else self.company,
            "leads": self.rejected if name == "undo" else self.lead,
            "tasks": {"revoke_feed": self.feed, **dict.fromkeys(_HANDED, self.handoff.task)}.get(name, self.task),
            "chains": self.chain_step if "chains/steps/<int:pk>" in route.path else self.chain,
            "telephony": self.call,
            "training": {"appeal": self.missed, "review": self.free_answer, "practice-begin": self.exercise}.get(name)
            or {"practice-credit": self.exercise}.get(name, self.run if name.startswith("practice-") else None)
            or (self.test if "assignments/" in route.path else self.attempt),
            "workday": {
                "absence-end": self.absence,
                "absence-request-withdrawal": self.absence_request,
                "absence-request-approval": self.absence_request,
                "absence-request-refusal": self.absence_request,
                "accept": self.explanation,
                "reject": self.explanation,
                "enforcement-back": self.enforcement,
                "look": self.look,
                "signal": self.signal,
                "signal-waiver": self.signal,
            }.get(name, self.breach),
            "notifications": self.browser if name == "forget_browser" else self.notice,
            "reports": self.baseline,
            "automation": self.deal,
            "documents": self.deal if name in ("issue", "panel") else self.document,
        }
        return [{"pk": records[app].pk}]


def name_of(route):
    return route.name.partition(":")[2]


def has_an_id(route):
    return "int:" in route.path


def is_of_somebody(route):
    return not {route.name, route.name.partition(":")[0]} & OF_NOBODY
