"""The types of task every company starts with, each with the usual results, in both languages."""

from django.db import transaction

from .models import HandoffReason, TaskResult, TaskType

# code: icon, minutes, the result needs words, {language: (name, results)}
READY = {
    "call": (
        "phone",
        15,
        False,
        {
            "ru": ("Звонок", ["Поговорили", "Не дозвонились", "Просит перезвонить", "Договорились о встрече", "Отказ"]),
            "en": ("Call", ["Talked", "No answer", "Asks to call back", "Meeting agreed", "Refusal"]),
        },
    ),
    "meeting": (
        "map-pin",
        60,
        True,
        {
            "ru": ("Встреча", ["Провели", "Клиент не пришёл", "Перенесли", "Отменили"]),
            "en": ("Meeting", ["Held", "Client did not come", "Postponed", "Cancelled"]),
        },
    ),
    "letter": (
        "mail",
        15,
        False,
        {
            "ru": ("Письмо", ["Отправили", "Получили ответ", "Вернулось"]),
            "en": ("Letter", ["Sent", "Answered", "Came back"]),
        },
    ),
    "offer": (
        "file-invoice",
        30,
        False,
        {
            "ru": ("Предложение", ["Отправили КП", "КП принято", "Просит изменить", "Дорого"]),
            "en": ("Offer", ["Offer sent", "Offer accepted", "Asks for changes", "Too expensive"]),
        },
    ),
    "document": (
        "file-text",
        30,
        False,
        {
            "ru": ("Документ", ["Подготовили", "Подписан", "Отправили на подпись", "Есть замечания"]),
            "en": ("Document", ["Prepared", "Signed", "Sent to be signed", "Has remarks"]),
        },
    ),
    "other": (
        "checkbox",
        30,
        False,
        {
            "ru": ("Другое", ["Сделали", "Не понадобилось"]),
            "en": ("Other", ["Done", "Not needed"]),
        },
    ),
}


REASONS = {
    "ru": ["Не наш клиент", "С клиентом нет связи", "Чек-лист не закрыт", "Не хватает документов", "Нет времени в этот срок"],
    "en": [
        "Not a client for us",
        "The client cannot be reached",
        "The check list is not complete",
        "Papers are missing",
        "No time by then",
    ],
}


def make_ready_reasons(language):
    """Why a hand-off may be returned, once: what the company has shaped stays."""
    if not HandoffReason.objects.exists():
        names = REASONS.get(language, REASONS["en"])
        HandoffReason.objects.bulk_create(HandoffReason(name=name, position=place) for place, name in enumerate(names))


def make_ready_types(language):
    """Create the ready types in this language, once: an existing one stays as it was shaped."""
    with transaction.atomic():
        return {code: _make_type(code, place, language) for place, code in enumerate(READY)}


def _make_type(code, place, language):
    icon, minutes, needs_text, texts = READY[code]
    name, results = texts[language if language in texts else "en"]
    facts = {"name": name, "icon": icon, "minutes": minutes, "needs_text": needs_text, "position": place}
    kind, is_new = TaskType.objects.get_or_create(code=code, defaults=facts)
    if is_new:
        TaskResult.objects.bulk_create(TaskResult(type=kind, name=name, position=row) for row, name in enumerate(results))
    return kind
