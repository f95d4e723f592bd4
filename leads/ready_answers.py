"""The first answer every company starts with: for all sources, to be rewritten in its own words."""

from .models import FirstAnswer

_TEXTS = {
    "ru": {
        "first_task": "Ответить на обращение",
        "plan": "1. Позвонить по номеру из обращения. Не ответили – повторить через час и написать.\n"
        "2. Узнать, что нужно, к какому сроку и кто решает.\n"
        "3. Договориться о следующем шаге с датой и записать её.\n"
        "4. Перевести лид в сделку или отклонить с причиной.",
        "script": "Здравствуйте, это {имя}, {компания}. Вы оставили обращение, удобно говорить? "
        "Расскажите, пожалуйста, что вы выбираете и когда это понадобится.",
    },
    "en": {
        "first_task": "Answer the enquiry",
        "plan": "1. Call the number of the enquiry. No answer: try again within the hour and write.\n"
        "2. Find out what is needed, by when and who decides.\n"
        "3. Agree on the next step with a date and write it down.\n"
        "4. Turn the lead into a deal or reject it with a reason.",
        "script": "Good day, this is {name} of {company}. You have sent us an enquiry, is it a good moment? "
        "Please tell me what you are choosing and when you will need it.",
    },
}


def make_ready_answer(language):
    """The text for all sources, once; what the company has written stays."""
    if not FirstAnswer.objects.exists():
        FirstAnswer.write(None, _TEXTS[language], by=None)
