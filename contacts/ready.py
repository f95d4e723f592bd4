"""The words every company starts with: sources and channels."""

from .models import Channel, Source

_CHANNELS = [
    ("phone", "phone", {"ru": "Телефон", "en": "Phone"}),
    ("site", "world", {"ru": "Сайт", "en": "Site"}),
    ("mail", "mail", {"ru": "Почта", "en": "E-mail"}),
    ("messenger", "message-2", {"ru": "Мессенджер", "en": "Messenger"}),
    ("social", "users-group", {"ru": "Социальная сеть", "en": "Social network"}),
    ("fair", "ticket", {"ru": "Выставка", "en": "Fair"}),
    ("visit", "door-exit", {"ru": "Визит в офис", "en": "Visit to the office"}),
]
_SOURCES = [
    ("office", "visit", {"ru": "Клиент в офисе", "en": "Client in the office"}),
    ("call", "phone", {"ru": "Входящий звонок", "en": "Incoming call"}),
    ("site", "site", {"ru": "Заявка с сайта", "en": "Enquiry from the site"}),
    ("mail", "mail", {"ru": "Письмо", "en": "Letter"}),
    ("recommendation", "", {"ru": "Рекомендация", "en": "Recommendation"}),
    ("repeat", "", {"ru": "Повторное обращение", "en": "Repeat enquiry"}),
    ("cold", "phone", {"ru": "Холодный звонок", "en": "Cold call"}),
    ("fair", "fair", {"ru": "Выставка", "en": "Fair"}),
]


def make_ready_words(language):
    """Create the ready channels and sources in this language, once; words of the company's own stay."""
    channels = {
        code: Channel.objects.get_or_create(name=names[language], defaults={"icon": icon, "position": place})[0]
        for place, (code, icon, names) in enumerate(_CHANNELS)
    }
    for place, (code, channel, names) in enumerate(_SOURCES):
        if not Source.objects.filter(name=names[language]).exists():
            Source.objects.get_or_create(code=code, defaults={"name": names[language], "channel": channels.get(channel), "position": place})


def office_source():
    """The built-in source of walk-ins; made when first asked for."""
    return Source.objects.filter(code="office").first() or Source.objects.create(code="office", name="Клиент в офисе")
