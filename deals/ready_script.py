"""The talk script every company starts with, in both languages: a first call that ends with a next step."""

from django.db import transaction

from .models import TalkScript

_RU = (
    "Первый звонок",
    {
        "hello": (
            "Добрый день, {client}! Это {manager}. Вы оставляли нам заявку. Удобно сейчас поговорить две минуты?",
            [("Да, удобно", "need"), ("Сейчас неудобно", "later"), ("Уже не нужно", "why")],
        ),
        "need": (
            "Расскажите, пожалуйста, какую задачу хотите решить и к какому сроку?",
            [("Рассказал о задаче", "decide"), ("Спрашивает только цену", "price")],
        ),
        "price": (
            "Цена зависит от комплектации: назову вилку. Чтобы не ошибиться, задам два вопроса о задаче.",
            [("Согласился ответить", "decide"), ("Нужна только цена", "letter")],
        ),
        "decide": ("Кто, кроме вас, будет принимать решение и когда?", [("Решает сам", "next"), ("Решают вместе с другими", "next")]),
        "next": (
            "Предлагаю так: я пришлю расчёт, а завтра созвонимся и пройдём по нему. В какое время удобно?",
            [("Назвал время", None), ("Просит прислать письмом", "letter")],
        ),
        "letter": ("Хорошо, пришлю письмом. Когда вам позвонить, чтобы узнать ваше решение?", [("Назвал день", None)]),
        "later": ("Понимаю. Когда вам перезвонить?", [("Назвал время", None)]),
        "why": (
            "Понял. Подскажите, вы уже выбрали другого поставщика или отложили покупку?",
            [("Выбрал другого", None), ("Отложил", "later")],
        ),
    },
)
_EN = (
    "First call",
    {
        "hello": (
            "Good day, {client}! This is {manager}. You left us an enquiry. Have you two minutes to talk?",
            [("Yes", "need"), ("Not now", "later"), ("No longer needed", "why")],
        ),
        "need": (
            "Please tell me what you need it for, and by when.",
            [("Told about the need", "decide"), ("Asks for the price only", "price")],
        ),
        "price": (
            "The price depends on the equipment: I can name a range. Two questions first, so that it is right.",
            [("Agreed to answer", "decide"), ("Wants the price only", "letter")],
        ),
        "decide": ("Who besides you takes part in the decision, and when?", [("Decides alone", "next"), ("Decides with others", "next")]),
        "next": (
            "I shall send a calculation, and tomorrow we go through it by phone. What time suits you?",
            [("Named a time", None), ("Asks for a letter", "letter")],
        ),
        "letter": ("I shall write. When may I call to hear what you think?", [("Named a day", None)]),
        "later": ("I see. When shall I call again?", [("Named a time", None)]),
        "why": ("I see. Have you chosen another supplier, or put it off?", [("Chose another", None), ("Put it off", "later")]),
    },
)


def make_ready_script(language):
    """Once: a script of this name stays as it was shaped."""
    name, questions = _RU if language == "ru" else _EN
    with transaction.atomic():
        if TalkScript.objects.live().filter(name=name).exists():
            return
        script = TalkScript.start(name, by=None)
        steps = {code: script.steps.create(position=place, text=text) for place, (code, (text, _answers)) in enumerate(questions.items())}
        for code, (text, answers) in questions.items():
            script.shape_step(steps[code], text, [(None, answer, steps.get(to)) for answer, to in answers], by=None)
