"""One instant, a messy company: badges, chips, warnings, judgement and report name the same deals and leads."""

import random
from datetime import timedelta

import pytest

from accounts.schedule import Timetable
from crm_project.lib import clock
from deals.decorators import decorated
from deals.models import Act, Deal
from deals.task_states import task_state_of
from leads.decorators import decorated as decorated_leads
from leads.models import Lead
from tests.factories import make_deal, make_funnel, make_task
from workday import warning
from workday.asking import Present
from workday.live import day_of, findings_of, team_counts, team_findings
from workday.models import Breach, LedgerRow, PersonDay, RuleSetting
from workday.rules import CODES, find
from workday.settings_in_force import SettingsInForce

from .conftest import MONDAY, TUESDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]
CUT_OFF = moment("17 18:00")


class Mess:
    """Two days of random verbs on random deals and leads, each at its minute of the business clock."""

    def __init__(self, seed, size, people, stages, admin, at):
        self.size, self.rng, self.people, self.admin, self.at = size, random.Random(seed), people, admin, at
        self.stages = {"deal": stages, "lead": {stage.name: stage for stage in make_funnel("Leads", cards="leads").stages.all()}}
        self.cards = []

    def happen(self):
        minutes = sorted(self.rng.uniform(0, 33 * 60 - 1) for _ in range(self.size * 4))
        for number, minute in enumerate(minutes):
            self.at(moment("16 09:00") + timedelta(minutes=minute))
            if number % 4 == 0:
                self.cards.append(self.new_deal() if self.rng.random() < 0.6 else self.new_lead())
            else:
                card = self.rng.choice(self.cards)
                self.touch(type(card).objects.select_related("owner", "stage__funnel", "funnel").get(pk=card.pk))

    def new_deal(self):
        return make_deal(self.rng.choice(self.people), self.stages["deal"]["New"], name=f"Deal {len(self.cards)}")

    def new_lead(self):
        person = self.rng.choice(self.people)
        return Lead.receive({"person": f"Lead {len(self.cards)}"}, by=person, owner=person if self.rng.random() < 0.7 else None)

    def touch(self, card):
        acts = [self.plan, self.plan, self.plan, self.act, self.move, self.close, self.give, self.take, self.trash, self.finish, self.defer]
        self.rng.choice(acts)(card)

    def plan(self, deal):
        due = clock.now() + timedelta(minutes=self.rng.uniform(-60, 3000))
        who = deal.owner or self.people[0]
        who = self.rng.choice(self.people) if self.rng.random() < 0.2 else who
        when = {"due_on": due.date()} if self.rng.random() < 0.4 else {"due_at": due}
        make_task(who, deal=deal, **when)

    def act(self, deal):
        deal.note_act(self.rng.choice([Act.Kind.CALL_OUT, Act.Kind.LETTER, Act.Kind.MEETING]), by=deal.owner, at=clock.now())

    def move(self, deal):
        if deal.is_open and deal.stage.kind == "entry":
            deal._arrive(self.stages[deal.kind]["Qualified"], "forward", by=None)

    def close(self, deal):
        if deal.is_open and self.rng.random() < 0.4:
            deal.closed_at = clock.now()
            deal._arrive(self.stages[deal.kind]["Won"], "won", by=None)

    def take(self, card):
        if card.kind == "lead" and card.is_waiting:
            card.take(by=card.owner or self.rng.choice(self.people))

    def give(self, deal):
        deal.give_to(self.rng.choice(self.people), by=self.admin)

    def trash(self, deal):
        deal.restore(by=self.admin) if deal.deleted_at else deal.discard(by=self.admin)

    def finish(self, deal):
        if task := deal.tasks.open().first():
            task.complete(by=task.owner)

    def defer(self, deal):
        if task := deal.tasks.open().last():
            task.move_due(by=task.owner, due_at=clock.now() + timedelta(minutes=self.rng.uniform(10, 3000)))


@pytest.fixture(params=[(11, 200), (12, 60)])
def mess(request, at, anna, boris, head, stages, admin, sales):
    at("16 08:00")
    RuleSetting.objects.create(department=sales, effective_from=MONDAY, leads=True, created_at=clock.now())
    Mess(*request.param, [anna, boris], stages, admin, at).happen()


def chips_of(user):
    """{(name, rule)} as the board, the list and the inbox put them on."""
    deals = decorated(list(Deal.objects.filter(closed_at=None, deleted_at=None).select_related("owner", "stage", "department")), user)
    leads = decorated_leads(list(Lead.objects.open().for_list()), user)
    return {(card.name, rule) for card in (*deals, *leads) for rule in card.broken_rules}


def test_e25_all_places_name_the_same_deals_at_one_instant(mess, at, close_at, anna, boris, head, admin):
    """Tuesday is judged in time; Monday, judged only now, as it is told by history."""
    monday = Present(Timetable(at=moment("16 18:00")), SettingsInForce(), moment("16 18:00"))
    known = {(one.close, one.deal_name, one.rule) for one in find([monday.about(anna), monday.about(boris)])}
    close_at("17 18:00")
    assert set(Breach.objects.filter(day=MONDAY, owner__isnull=False).values_list("owner", "deal_name", "rule")) == known
    people, judged = [anna, boris], {}
    for user in people:
        judged[user] = set(Breach.objects.filter(owner=user, day=TUESDAY).values_list("deal_name", "rule"))
        live = {(finding.deal_name, finding.rule) for finding in findings_of(user)}
        assert live == judged[user]
        assert {(name[:4], rule) for name, rule in live} >= {("Deal", code) for code in CODES} | {
            ("Lead", "no_task"),
            ("Lead", "unprocessed"),
        }

        counts = {code: sum(1 for _name, rule in live if rule == code) for code in CODES}
        day, findings = day_of(user)
        row = PersonDay(user=user, day=TUESDAY, department=user.department, cut_off=CUT_OFF)
        ledger = LedgerRow.objects.of(user).get(day=TUESDAY)
        assert dict(day.counts) == counts
        assert day.left == ledger.deals == len({name for name, _rule in live})
        assert {(finding.deal_name, finding.rule) for finding in findings} == live
        assert warning._found([row], CUT_OFF, Timetable(), SettingsInForce())[user.pk] == counts
        assert team_counts([user], [], on_behalf_of=head)[user.pk] == counts == {code: getattr(ledger, code) for code in CODES}

    nobodys = {(finding.deal_name, finding.rule) for finding in team_findings([], [anna.department], on_behalf_of=head)}
    assert nobodys == set(Breach.objects.filter(owner=None, day=TUESDAY).values_list("deal_name", "rule"))
    everything = set().union(*judged.values(), nobodys)
    assert chips_of(head) == everything
    for code, rule in (("overdue", "overdue"), ("none", "no_task"), ("unprocessed", "unprocessed")):
        listed = task_state_of(code).narrow(Deal.objects.visible_to(head).open(), head)
        assert {deal.name for deal in listed} == {name for name, broken in everything if broken == rule and name.startswith("Deal")}
