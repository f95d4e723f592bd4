"""The made-up company as a whole."""

import random
from datetime import timedelta

from django.db import transaction

from accounts.beginning import make_calendar
from contacts.models import Source
from crm_project.lib import clock, first_setup
from notifications.models import Notice
from workday.closing import close

from .calls import make_calls
from .chains import make_chains
from .clients import make_clients
from .company import SELLERS, make_departments, make_people, make_products, make_workspace
from .deals import make_deals
from .documents import make_documents
from .funnels import make_funnels
from .handbook import make_handbook
from .handoffs import make_handoffs
from .hours import DemoHours
from .intake import make_intake
from .leads import make_leads
from .orderliness import ask_for_steps_back, make_win_checks
from .projects import make_projects
from .scores import make_scores, switch_on
from .story import closed_story, open_story
from .tasks import make_tasks
from .training import make_training
from .words import HABITS

BATCH = 2000
OPEN_SHARE = 0.16


def build(count, seed, language):
    """Load the company with `count` deals in one transaction; tells its people by log-in."""
    # Names and sums hang on the seed alone; what hangs on the date as well has luck of its own.
    rng, fate, now = random.Random(seed), random.Random(f"{seed} and the date"), clock.now().replace(microsecond=0)
    thanks = random.Random(f"{seed} and the scores")
    order = random.Random(f"{seed} and the checked wins")
    with transaction.atomic():
        workspace = make_workspace(language)
        departments = make_departments(language, (now - timedelta(days=14)).date())
        people = make_people(language, departments)
        make_calendar(language)
        # Before the makers of the first set-up, who would publish the handbook as of today.
        make_handbook(people, now)
        for make in first_setup.makers():
            make(workspace, people["admin"], language)
        funnels, sources, products = make_funnels(language), list(Source.objects.live()), make_products(language)
        heads = {departments["sales"].pk: people["head"], departments["service"].pk: people["head2"]}
        sellers = {code: [people[login] for login in logins] for code, logins in SELLERS.items()}
        hours = DemoHours()
        clients = {code: make_clients(rng, language, max(count // 4, 20), owners, now) for code, owners in sellers.items()}
        for start in range(0, count, BATCH):
            stories = [_story(f"{seed}:{number}", sellers, funnels, now) for number in range(start, min(start + BATCH, count))]
            for code in SELLERS:
                ours = [story for story in stories if story.stage.funnel_id == funnels[code].pk]
                pairs = make_deals(fate, language, ours, clients[code], products, sources)
                make_tasks(fate, language, pairs, now, hours)
                make_calls(fate, language, pairs, now)
                make_scores(thanks, language, pairs, now)
                make_win_checks(order, language, pairs, heads, now)
        make_leads(rng, language, people, sources, now)
        make_intake(language, people, departments)
        switch_on()
        make_documents(language, people, departments)
        ask_for_steps_back(language, people, people["head"])
        make_handoffs(language, people, now, hours)
        make_projects(language, people, now)
        make_chains(language, people, seed, now)
        make_training(language, people, seed, now)
    _close_the_days(now)
    return people


def _close_the_days(now):
    close(now=now)
    # The system was not down: it was not there yet.
    Notice.objects.filter(verb="day.missed").delete()


def _story(seed, sellers, funnels, now):
    rng, luck = random.Random(f"{seed}:life"), random.Random(seed)
    story = _life(rng, sellers, funnels, now)
    story.luck = luck
    return story


def _life(rng, sellers, funnels, now):
    code = rng.choices(["sales", "service"], [8, 2])[0]
    funnel = funnels[code]
    owner = rng.choice(sellers[code])
    stages = _open_stages(funnel)
    if rng.random() < OPEN_SHARE:
        return open_story(rng, owner, stages, now)
    keep = HABITS[owner.email.split("@")[0]][0]
    return closed_story(rng, owner, stages, {"won": funnel.demo_won, "lost": funnel.demo_lost}, keep, now)


def _open_stages(funnel):
    if not hasattr(funnel, "demo_stages"):
        funnel.demo_stages = list(funnel.stages.open().order_by("position"))
        funnel.demo_won, funnel.demo_lost, funnel.demo_reasons = funnel.won, funnel.lost, list(funnel.loss_reasons.all())
        for stage in [*funnel.demo_stages, funnel.demo_won, funnel.demo_lost]:
            stage.funnel = funnel
    return funnel.demo_stages
