"""Projects of the made-up company: a machine made ready, a repair that costs more than planned, a finished one."""

from datetime import timedelta
from decimal import Decimal

from deals.models import Deal
from projects.models import Line, Project

# kind, name, quantity, unit, price, spent: [(days ago, quantity or sum)]
RU = {
    "names": ["Ввод техники в работу", "Ремонт после сезона", "Поставка двух машин"],
    "lines": [
        ("money", "Доставка до хозяйства", None, "", 45000, [(3, 42000)]),
        ("material", "Масло гидравлическое", 40, "л", 310, [(2, 25)]),
        ("material", "Ножи подборщика", 24, "шт.", 890, [(4, 24), (1, 6)]),
        ("hours", "Механик", 16, "", 1800, [(3, 8), (2, Decimal("9.5"))]),
        ("hours", "Обучение оператора", 4, "", 1500, []),
    ],
}
EN = {
    "names": ["Machine made ready for work", "Repair after the season", "Two machines delivered"],
    "lines": [
        ("money", "Delivery to the farm", None, "", 45000, [(3, 42000)]),
        ("material", "Hydraulic oil", 40, "l", 310, [(2, 25)]),
        ("material", "Pickup knives", 24, "pcs", 890, [(4, 24), (1, 6)]),
        ("hours", "Mechanic", 16, "", 1800, [(3, 8), (2, Decimal("9.5"))]),
        ("hours", "Training of the operator", 4, "", 1500, []),
    ],
}
# who leads, due in how many days, how many of the lines, is over
STORIES = [("anna", 12, 5, False), ("vera", -2, 4, False), ("boris", -1, 3, True)]


def make_projects(language, people, now):
    """By the verbs, on the oldest open deals of three sellers."""
    words = RU if language == "ru" else EN
    for number, (login, due, lines, is_over) in enumerate(STORIES):
        by = people[login]
        deal = Deal.objects.open().of_owner(by.pk).on_their_way().order_by("pk").first()
        if deal is None:
            continue
        days = {"starts_on": (now - timedelta(days=6)).date(), "due_on": (now + timedelta(days=due)).date()}
        project = Project.begin(deal, by=by, name=words["names"][number], **days)
        for line in words["lines"][:lines]:
            _fill(project, by, now, *line)
        if is_over:
            project.close(by=by)


def _fill(project, by, now, kind, name, quantity, unit, price, spent):
    line = Line.plan(project, by=by, kind=kind, name=name, unit=unit, quantity=quantity and Decimal(quantity), price=Decimal(price))
    for days, figure in spent:
        day = (now - timedelta(days=days)).date()
        what = "amount" if line.is_money else "quantity"
        line.note_spent(by=by, day=day, **{what: Decimal(figure)})
