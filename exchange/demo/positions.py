"""What the positions of the made-up company are there for."""

from regulations.models import PositionPage

SELLER = {
    "ru": {
        "duties": "- Отвечает на новые заявки в срок и ведёт сделки по стадиям: [[CRM-01/stages]].\n"
        "- После каждого разговора записывает итог и ставит следующий шаг: [[CRM-01/next-step]].\n"
        "- К концу дня не оставляет просроченных задач.",
        "zone": "Свои клиенты и сделки: от первого звонка до повторного заказа.",
    },
    "en": {
        "duties": "- Answers new enquiries in time and leads deals through the stages: [[CRM-01/stages]].\n"
        "- Writes down what came of every talk and plans the next step: [[CRM-01/next-step]].\n"
        "- Leaves no overdue task at the end of the day.",
        "zone": "Their own clients and deals, from the first call to the next order.",
    },
}
HEAD = {
    "ru": {
        "duties": "- Каждый день смотрит, как закрылся день отдела, и разбирает нарушения.\n"
        "- Распределяет заявки и передаёт сделки, когда кто-то отсутствует.\n- Раз в неделю разбирает проигранные сделки.",
        "zone": "План отдела, люди и порядок в их сделках.",
    },
    "en": {
        "duties": "- Looks every day at how the department closed it, and goes through the breaches.\n"
        "- Hands out enquiries and passes deals on when somebody is away.\n- Goes through the lost deals once a week.",
        "zone": "The plan of the department, its people and the order of their deals.",
    },
}
FIGURES = ["open", "won", "won_sum", "without_task", "overdue", "clean_days"]


def describe_positions(people):
    for login, words in (("anna", SELLER), ("head", HEAD)):
        position = people[login].position
        if position and not PositionPage.objects.filter(position=position).exists():
            PositionPage.write(position, words, FIGURES, seen="", by=people["admin"])
