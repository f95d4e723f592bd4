"""Names of people and organisations as they are typed, brought into one form; what was typed is kept beside it."""

import re
from dataclasses import dataclass

from .text import clean_line

# The short form of what stands in the charter; longer spellings first, so that «публичное акционерное общество» is not
# taken for «акционерное общество».
_SPELT_OUT = {
    "общество с ограниченной ответственностью": "ООО",
    "публичное акционерное общество": "ПАО",
    "непубличное акционерное общество": "НАО",
    "открытое акционерное общество": "ОАО",
    "закрытое акционерное общество": "ЗАО",
    "акционерное общество": "АО",
    "индивидуальный предприниматель": "ИП",
    "крестьянское (фермерское) хозяйство": "КФХ",
    "крестьянско-фермерское хозяйство": "КФХ",
    "сельскохозяйственный производственный кооператив": "СПК",
    "муниципальное унитарное предприятие": "МУП",
    "государственное унитарное предприятие": "ГУП",
    "федеральное государственное унитарное предприятие": "ФГУП",
    "муниципальное бюджетное учреждение": "МБУ",
    "государственное бюджетное учреждение": "ГБУ",
    "товарищество с ограниченной ответственностью": "ТОО",
    "товарищество собственников жилья": "ТСЖ",
    "автономная некоммерческая организация": "АНО",
}
_SHORT = ["ООО", "ПАО", "НАО", "ОАО", "ЗАО", "АО", "ИП", "ГКФХ", "КФХ", "СПК", "СХПК", "ФГУП", "МУП", "ГУП", "МБУ", "ГБУ", "МКУ", "ТОО"]
_SHORT += ["ТСЖ", "АНО", "НКО", "ЧОУ", "ОДО", "ЧУП", "УП", "ГАУ", "МАУ", "МКП"]
_LATIN = ["LLC", "Ltd", "Inc", "Corp", "GmbH", "AG", "OOO", "PLC", "LLP", "JSC", "SA", "BV", "Oy", "SRL", "SARL"]
_TWINS = str.maketrans("OCKMAXTEPBH", "ОСКМАХТЕРВН")
_QUOTES = "«»“”„\"'`‹›"
_SIDES = re.compile(rf"^[\s,.\-–—{_QUOTES}]+|[\s,\-–—{_QUOTES}]+$")
_PARTICLES = {"фон", "де", "ван", "дер", "ла", "оглы", "кызы", "von", "de", "van", "der", "la", "bin"}
_PATRONYMIC = re.compile(r"(?:[ое]вич|ич|[ое]вна|ична|инична|оглы|кызы)$", re.IGNORECASE)


@dataclass(frozen=True)
class CompanyName:
    name: str
    legal_form: str
    typed: str


@dataclass(frozen=True)
class PersonName:
    last_name: str
    first_name: str
    patronymic: str
    typed: str


def company_name(typed):
    """«ооо "вектор"», «Вектор, ООО», «Общество с ограниченной ответственностью «Вектор»» → name «Вектор», form ООО."""
    line = clean_line(typed)
    form, rest = _cut_form(line)
    name = _SIDES.sub("", rest)
    return CompanyName(_unshouted(name) or line, form if name else "", line)


def person_name(typed):
    """«черненко вадим иванович», «Вадим Черненко»: trimmed, cased, sorted into last name, first name and patronymic."""
    line = clean_line(typed)
    words = [cased(word) for word in line.replace(".", ". ").split()]
    return PersonName(*_placed(words), line)


def person_of_parts(last_name, first_name, patronymic):
    """The same of a name whose parts were told apart."""
    parts = [" ".join(cased(word) for word in clean_line(part).split()) for part in (last_name, first_name, patronymic)]
    return PersonName(*parts, " ".join(part for part in map(clean_line, (last_name, first_name, patronymic)) if part))


def cased(word):
    """Черненко for ЧЕРНЕНКО and черненко; Мамин-Сибиряк; McDonald and де ла stay."""
    if word.casefold() in _PARTICLES:
        return word.casefold()
    if word not in (word.upper(), word.lower()):
        return word
    return "-".join(_capital(part) for part in word.split("-"))


def _capital(part):
    head, mark, tail = part.partition("'")
    return head[:1].upper() + head[1:].lower() + (f"'{tail[:1].upper()}{tail[1:].lower()}" if mark else "")


def _cut_form(line):
    lowered = line.casefold()
    for words, form in _SPELT_OUT.items():
        if lowered.startswith(words):
            return form, line[len(words) :]
    words = line.split()
    for place in (0, -1):
        bare = words[place].strip(f",.{_QUOTES}()") if len(words) > 1 else ""
        if form := _form_of(bare):
            return form, " ".join(words[1:] if place == 0 else words[:-1])
    joined = re.match(rf"^([A-Za-zА-Яа-я]+)[{_QUOTES}](.+)$", line)
    if joined and (form := _form_of(joined.group(1))):
        return form, joined.group(2)
    return "", line


def _form_of(word):
    if word.upper().translate(_TWINS) in _SHORT:
        return word.upper().translate(_TWINS)
    return next((form for form in _LATIN if form.casefold() == word.casefold()), "")


def _unshouted(name):
    """A whole name in capitals or in small letters gets its case; short ones are abbreviations and stay."""
    if len(name) > 5 and name == name.upper() and any(letter.isalpha() for letter in name) and not any(c.isdecimal() for c in name):
        return " ".join(cased(word) if len(word) > 3 else word for word in name.split())
    return name[:1].upper() + name[1:] if name == name.lower() else name


def _placed(words):
    """(last, first, patronymic): the patronymic shows where the others are; without one the first word is the first name."""
    if not words:
        return "", "", ""
    found = next((place for place, word in enumerate(words) if place and _PATRONYMIC.search(word) and len(word) > 5), None)
    if found == 1 and len(words) >= 3:
        return " ".join(words[2:]), words[0], words[1]
    if found == 1:
        return "", words[0], words[1]
    if found is not None:
        return " ".join(words[: found - 1]), words[found - 1], " ".join(words[found:])
    if len(words) == 1:
        return "", words[0], ""
    if len(words) == 3 and all(word.endswith(".") for word in words[1:]):
        return words[0], words[1], words[2]
    return " ".join(words[1:]), words[0], ""
