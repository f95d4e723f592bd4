"""Made-up people and companies of a task: other ones in every run. Nothing is dialled or sent in training mode."""

from crm_project.lib.phone_numbers import shown

NAMES = {
    "ru": (
        ["Ирина", "Павел", "Ольга", "Денис", "Светлана", "Артём", "Наталья", "Роман", "Юлия", "Кирилл"],
        ["Кравец", "Соколенко", "Гринчук", "Мельник", "Шевелько", "Бондарь", "Ткач", "Лысенко", "Корж", "Дубко"],
        ["Заря", "Колос", "Нива", "Степной край", "Урожай", "Агротрейд", "Полесье", "Рассвет", "Светлый луг", "Новая борозда"],
    ),
    "en": (
        ["Helen", "Peter", "Olga", "Dennis", "Clara", "Arthur", "Nora", "Roman", "Julia", "Simon"],
        ["Weathers", "Farley", "Greene", "Miller", "Shaw", "Cooper", "Weaver", "Lyndon", "Corse", "Oakley"],
        ["Sunrise", "Meadow", "Corn Field", "Prairie", "Harvest", "Agro Trade", "Woodland", "Daybreak", "Clover", "New Furrow"],
    ),
}


def invented(kind, luck, language):
    """A value of one kind, for `{"fake": kind}` of a spec: a text, or {"id": as it is kept, "name": as people read it}."""
    return FAKES[kind](luck, language)


def _person(luck, language):
    first, last, _companies = NAMES.get(language, NAMES["en"])
    return f"{luck.choice(first)} {luck.choice(last)}"


def _company(luck, language):
    _first, _last, names = NAMES.get(language, NAMES["en"])
    return f"{luck.choice(names)} {luck.randint(2, 99)}"


def _phone(luck, language):
    """Of a code that the plan of +7 gives to nobody: whoever presses it after all reaches no one."""
    number = f"+7200{luck.randint(0, 9_999_999):07}"
    return {"id": number, "name": shown(number)}


def _email(luck, language):
    return f"client{luck.randint(1000, 9999)}@example.com"


def _sum(luck, language):
    thousands = luck.randint(12, 480)
    return {"id": f"{thousands}000", "name": f"{thousands}\u00a0000"}


def _number(luck, language):
    return f"{luck.randint(11, 98)}/{luck.randint(100, 999)}"


def _careless_name(luck, language):
    """A deal as somebody in a hurry called it."""
    return f"{'звонок' if language == 'ru' else 'call'} {_number(luck, language)}"


FAKES = {
    "person": _person,
    "company": _company,
    "phone": _phone,
    "email": _email,
    "sum": _sum,
    "number": _number,
    "careless_name": _careless_name,
}
