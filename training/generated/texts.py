"""What questions made from the settings say, in both languages."""

from django.utils.text import Truncator

from ..texts import LONGEST_STEM

STEMS = {
    "order": {"ru": "Поставьте стадии воронки «{funnel}» по порядку.", "en": "Put the stages of the funnel “{funnel}” in order."},
    "purpose": {
        "ru": "Зачем нужна стадия «{stage}» воронки «{funnel}»?",
        "en": "What is the stage “{stage}” of the funnel “{funnel}” for?",
    },
    "entry": {
        "ru": "Когда карточка приходит на стадию «{stage}» воронки «{funnel}»?",
        "en": "When does a card come to the stage “{stage}” of the funnel “{funnel}”?",
    },
    "fields": {
        "ru": "Что обязательно заполнить для стадии «{stage}» воронки «{funnel}»? Отметьте всё.",
        "en": "What must be filled in for the stage “{stage}” of the funnel “{funnel}”? Tick everything.",
    },
    "reason": {"ru": "Какую причину проигрыша выбрать: «{hint}»?", "en": "Which loss reason fits: “{hint}”?"},
    "skip": {
        "ru": "Если карточка воронки «{funnel}» перескакивает через стадии, поля пропущенных стадий всё равно заполняют.",
        "en": "When a card of the funnel “{funnel}” skips stages, the fields of the stages passed over are filled in all the same.",
    },
    "naming": {
        "ru": "Какое название сделки воронки «{funnel}» составлено по шаблону?",
        "en": "Which name of a deal in “{funnel}” follows the template?",
    },
    "cut_off": {
        "ru": "До какого часа разбирают новые сделки и расставляют задачи на сегодня?",
        "en": "By what hour are new deals processed and tasks of the day put in order?",
    },
    "week": {"ru": "до конца недели", "en": "by the end of the week"},
    "answer_time": {
        "ru": "За сколько рабочих минут отвечают на лид по сценарию «{name}»?",
        "en": "Within how many working minutes is a lead of the scenario “{name}” answered?",
    },
    "minutes": {"ru": "минут", "en": "minutes"},
    "source_time": {
        "ru": "За сколько рабочих минут отвечают на лид из источника «{name}»?",
        "en": "Within how many working minutes is a lead from the source “{name}” answered?",
    },
    "receiver": {
        "ru": "Стадия «{stage}» воронки «{funnel}» пройдена, сделка идёт на «{next}». Кто теперь за неё отвечает?",
        "en": "The stage “{stage}” of the funnel “{funnel}” is over and the deal goes on to “{next}”. Who is responsible for it now?",
    },
    "moves_back": {
        "ru": "С ролью «{role}» карточку можно самому вернуть на прошлую стадию.",
        "en": "With the role “{role}” one may move a card back to an earlier stage by oneself.",
    },
    "gap": {
        "ru": "Карточку воронки «{funnel}» переводят на стадию «{stage}». Заполнено: {filled}. Чего не хватает?",
        "en": "A card of the funnel “{funnel}” is moved to the stage “{stage}”. Filled in: {filled}. What is missing?",
    },
    "task_types": {
        "ru": "По каким делам результат записывают словами? Отметьте все.",
        "en": "For which kinds of tasks is the result written down in words? Tick all of them.",
    },
    "terms": {"ru": "Подберите к каждому слову его значение.", "en": "Find the meaning of each word."},
}

SAMPLES = {
    "product": {"ru": "Плуг ПЛН-5", "en": "Plough PLN-5"},
    "client": {"ru": "Заря", "en": "Zarya"},
    "decision_date": {"ru": "14 марта", "en": "14 March"},
    "stage_deadline": {"ru": "20 марта", "en": "20 March"},
    "contract": {"ru": "Д-118", "en": "C-118"},
    "stage": {"ru": "КП отправлено", "en": "Offer sent"},
    "number": {"ru": "2041", "en": "2041"},
    "owner": {"ru": "Анна Котова", "en": "Anna Kotova"},
}


def stem(which, /, **facts):
    """The words of a question with the names of the company's own things in them; a fact may differ by language, {"ru", "en"}."""
    return {
        language: Truncator(
            words.format(**{name: fact[language] if isinstance(fact, dict) else fact for name, fact in facts.items()})
        ).chars(LONGEST_STEM)
        for language, words in STEMS[which].items()
    }
