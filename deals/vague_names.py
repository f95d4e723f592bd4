"""Does the name of a stage tell a result? Read by the forms of its words, in Russian and in English.

A result is told by a done deed («отправлено», "signed", «клиент осмотрел») or a reached state («ясна», "clear"). A deed
that goes on («думают», "waiting") tells none, whatever stands beside it; nor does a bare name of work («на согласовании»).
"""

import re
from functools import cache

THINK, WAIT, TALK, AGREE, WORK, CALL, DELAY, OTHER = "think", "wait", "talk", "agree", "work", "call", "delay", "other"

_RUSSIAN_WORK = {
    THINK: "раздумье размышление думание сомнение рассмотрение изучение оценка анализ выбор",
    WAIT: "ожидание",
    TALK: "переговоры общение обсуждение торг диалог переписка контактирование консультирование",
    AGREE: "согласование утверждение визирование подписание оформление проверка уточнение",
    WORK: "работа процесс обработка выполнение исполнение ведение проработка дожим подготовка разработка подбор контроль "
    "сопровождение квалификация реализация прогрев",
    CALL: "обзвон прозвон недозвон перезвон дозвон звонок",
    DELAY: "пауза отсрочка холд заморозка очередь отложка",
    OTHER: "разное разный прочее прочий другой остальной",
}
_RUSSIAN_DEEDS = {
    THINK: "думать подумать раздумывать решать сомневаться размышлять изучать рассматривать выбирать сравнивать",
    WAIT: "ждать ожидать подождать ожидаться",
    TALK: "общаться обсуждать переговариваться торговаться",
    AGREE: "согласовывать согласовать утверждать подписывать уточнять оформлять",
    CALL: "звонить перезванивать перезвонить обзванивать дозвониться дозваниваться прозванивать",
    DELAY: "отложить откладывать молчать пропасть",
}
_RUSSIAN_PLAIN = {"отложен": DELAY, "отложить": DELAY, "приостановить": DELAY, "заморозить": DELAY}
_ENGLISH_WORK = {
    THINK: "think consider review decid evalu assess studi ponder compar",
    WAIT: "wait await pend expect",
    TALK: "negoti talk discuss convers communic chat barter",
    AGREE: "approv clarif clarifi check verif verifi",
    WORK: "process progress work handl ongo execut prepar develop qualif qualifi nurtur warm manag activ",
    CALL: "call dial ring",
    DELAY: "hold paus stuck postpon delay freez frozen queue later",
    OTHER: "misc miscellan other various",
    "follow": "follow followup chase",
}
_GOES_ON = re.compile(r"^[a-z]{2,}ing$")
_NOT_DEEDS = {"meeting", "pricing", "training", "building", "spring", "string", "thing", "nothing", "everything", "king", "wing", "ceiling"}
_DONE = re.compile(r"^[a-z]{2,}ed$")
_NOT_DONE = {"need", "speed", "feed", "seed", "bed", "red", "stalled", "delayed", "postponed", "paused", "interested", "unsorted", "mixed"}
_DONE_ODDLY = set(
    "sent paid met won chosen known given taken made done found got gotten put set held shown seen spoken written sold bought built clear "
    "clean ready complete drawn read heard told left lost begun run kept booked".split()
)


def kind_of_vagueness(name):
    """Which kind of going-on the name tells of, "" if it tells a result or simply names a thing."""
    if re.search(r"[а-яё]", name.casefold()):
        return _russian(re.findall(r"[а-яё]+", name.casefold()))
    return _english(re.findall(r"[a-z]+", name.casefold()))


def is_russian(name):
    return bool(re.search(r"[а-яё]", name.casefold()))


def _russian(words):
    forms = [_form_of(word) for word in words]
    if going := next((kind for kind in map(_goes_on, forms) if kind), ""):
        return going
    if any(_is_done(form) for form in forms):
        return ""
    return next((kind for kind in map(_names_work, forms) if kind), "")


def _goes_on(form):
    """A deed in the present, the future or the infinitive; one that is put off tells no result though it is done."""
    base, tag = form
    if base in _RUSSIAN_PLAIN:
        return _RUSSIAN_PLAIN[base]
    is_deed = "INFN" in tag or "GRND" in tag or ("VERB" in tag and "past" not in tag) or ("impf" in tag and "VERB" in tag)
    return _kind_in(_RUSSIAN_DEEDS, base) or WORK if is_deed else ""


def _is_done(form):
    _base, tag = form
    return "PRTS" in tag or "ADJS" in tag or ("perf" in tag and ("VERB" in tag or ("PRTF" in tag and "past" in tag)))


def _names_work(form):
    return _kind_in(_RUSSIAN_WORK, form[0])


def _english(words):
    text = " ".join(words)
    if going := next((_english_kind(word) or WORK for word in words if _GOES_ON.match(word) and word not in _NOT_DEEDS), ""):
        return going
    if re.search(r"\b(on hold|no answer|no reply)\b", text):
        return DELAY if "hold" in text else CALL
    if any(word in _DONE_ODDLY or (_DONE.match(word) and word not in _NOT_DONE) for word in words):
        return ""
    return next((kind for kind in map(_english_kind, words) if kind), "")


def _english_kind(word):
    return _kind_in(_ENGLISH_WORK, _english_stem(word)) or _kind_in(_ENGLISH_WORK, word)


def _kind_in(groups, base):
    return next((kind for kind, words in groups.items() if base in words.split()), "")


@cache
def _form_of(word):
    """(base form, grammar as a set of marks) of the likeliest reading."""
    reading = _morphology().parse(word)[0]
    return reading.normal_form, frozenset(re.split(r"[ ,]", str(reading.tag)))


@cache
def _english_stem(word):
    import snowballstemmer

    return snowballstemmer.stemmer("english").stemWord(word)


@cache
def _morphology():
    # Its dictionary weighs some 15 MB: only who opens the editor pays for it.
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
