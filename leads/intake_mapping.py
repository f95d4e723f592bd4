"""What a delivery tells of whoever asks: fields of Tilda, Elementor, WordPress and Russian forms by their many names.

Nothing is dropped: what has no place of its own goes into the comment as "label: value".
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from crm_project.lib.phone_numbers import looks_like_phone
from crm_project.lib.text import clean_line, sort_key

LONGEST_MARK, MOST_MARKS, LONGEST_COMMENT = 500, 40, 10_000
FEWEST_DIGITS = 5
LONGEST_TITLE = 25  # letters; a longer one is a question that only mentions a telephone
_SURELY_A_PHONE = re.compile(r"\+\d{10,15}|[78]\d{10}")

CLICKS = {"yclid", "gclid", "fbclid", "roistat", "_ym_uid", "_ym_counter"}
PAGES = {"pageurl", "page", "url", "страница", "адресстраницы", "permalink", "posturl"}
REFERRERS = {"referrer", "referer", "httpreferer", "refererurl", "previousurl"}
SENDERS_IDS = {"tranid", "leadid", "eventid", "deliveryid", "submissionid", "entryid", "externalid", "idempotencykey"}
# Machinery of the form builders: kept with the delivery, of no use to a seller.
MACHINERY = {"cookies", "formid", "useragent", "remoteip", "credit", "grecaptcharesponse", "ajax", "csrfmiddlewaretoken"}

_WORDS = {
    "company": {
        "company", "companyname", "yourcompany", "organization", "organisation", "компания", "вашакомпания", "названиекомпании",
        "названиевашейкомпании", "наименованиекомпании", "организация", "названиеорганизации", "наименованиеорганизации", "фирма",
    },
    "surname": {"lastname", "surname", "familyname", "фамилия", "вашафамилия"},
    "patronymic": {"patronymic", "middlename", "secondname", "отчество"},
    "person": {"name", "fio", "имя", "фио", "firstname", "contactname", "person", "контактноелицо", "клиент"},
    "phone": {"tel", "mobile", "тел", "моб", "вашномер"},
    "email": {"mail", "почта"},
    "comment": {
        "comment", "comments", "message", "messages", "question", "textarea", "text", "note", "description", "request",
        "комментарий", "комментарии", "сообщение", "вопрос", "вашвопрос", "текст", "описание", "пожелания", "примечание",
    },
    "source": {"source", "источник"},
    "form": {"formname", "названиеформы"},
}  # fmt: skip
_PARTS = {
    "person": ("вашеимя", "фамилияимя", "каквасзовут", "каквамобращаться", "yourname", "fullname"),
    "phone": ("телефон", "phone", "whatsapp", "ватсап", "мобильн", "yourtel"),
    "email": ("email", "почт", "yourmail"),
    "comment": ("yourmessage", "комментари", "сообщени"),
}
_ORDER = ("company", "surname", "patronymic", "email", "phone", "person", "comment", "source", "form")
_TYPES = {"tel": "phone", "phone": "phone", "email": "email"}


@dataclass
class Enquiry:
    """Who asks and what for. `rest` are (label, value) of what has no place of its own."""

    person: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    comment: str = ""
    source: str = ""
    form: str = ""
    utm: dict = field(default_factory=dict)
    page: str = ""
    referrer: str = ""
    sender_id: str = ""
    rest: list = field(default_factory=list)

    def comment_with(self, labels):
        """The client's own words, then a line for everything that has no place of its own."""
        named = [(labels[name], getattr(self, name)) for name in ("form", "source") if getattr(self, name)]
        lines = [f"{label}: {value}" if label else value for label, value in [*self.rest, *named]]
        return "\n".join([self.comment, *lines] if self.comment else lines)[:LONGEST_COMMENT]

    def note(self, name, value):
        """Keep a mark of where the client came from; the first one told holds."""
        if value and len(self.utm) < MOST_MARKS:
            self.utm.setdefault(name[:60], _unquoted(value)[:LONGEST_MARK])


def is_test_call(fields):
    """The builder asks whether somebody is there."""
    return [(one.name.lower(), one.value.lower()) for one in fields] == [("test", "test")]


def enquiry_of(fields, headers=None):
    found, names = Enquiry(), {}
    for one in fields:
        if one.value:
            _place(found, names, one)
    found.person = clean_line(" ".join(names[part] for part in ("person", "patronymic", "surname") if part in names))
    _guess(found)
    _take_marks_of_pages(found, headers or {})
    return found


def _place(found, names, one):
    word, value = _word(one.name), clean_line(one.value)
    if word in SENDERS_IDS:
        found.sender_id = found.sender_id or value
    elif one.name.upper() == "COOKIES":
        _take_cookies(found, one.value)
    elif _is_machinery(one, word):
        return
    elif mark := _mark(one):
        found.note(mark, value)
    elif _pages_word(one) in PAGES and not found.page and _is_address(value):
        found.page = value[:LONGEST_MARK]
    elif _pages_word(one) in REFERRERS and not found.referrer:
        found.referrer = value[:LONGEST_MARK]
    else:
        _place_by_role(found, names, one, value)


def _mark(one):
    """utm_source, or utm with a source in it."""
    name = "_".join(one.path).lower() if one.path[0].lower() == "utm" else one.name.lower()
    return name if name in CLICKS or name.startswith(("utm_", "openstat_")) else ""


def _place_by_role(found, names, one, value):
    role = _role(one, value)
    if role in ("person", "surname", "patronymic") and role not in names:
        names[role] = value
    elif role == "comment" and not found.comment:
        found.comment = one.value
    elif role in ("phone", "email", "company", "source", "form") and not getattr(found, role):
        setattr(found, role, value)
    else:
        found.rest.append((one.title, one.value))


def _role(one, value):
    """What a field is by its name, its label or its type; a value that cannot be a phone or an e-mail is neither."""
    for words in (_word(one.name), _word(one.label)):
        for role in _ORDER:
            if _is_called(words, role) and _fits(role, value):
                return role
    if one.path == ("form", "name"):
        return "form"
    role = _TYPES.get(one.type, "")
    return role if role and _fits(role, value) else ""


def _is_called(words, role):
    return words in _WORDS.get(role, ()) or (len(words) <= LONGEST_TITLE and any(part in words for part in _PARTS.get(role, ())))


def _fits(role, value):
    if role == "phone":
        return sum(letter.isdecimal() for letter in value) >= FEWEST_DIGITS
    return role != "email" or is_email(value)


def is_email(value):
    try:
        validate_email(value)
    except ValidationError:
        return False
    return len(value) <= 254


def _guess(found):
    """Builders name fields as they like: a value that can only be a phone or an e-mail is one."""
    for label, value in list(found.rest):
        line = clean_line(value)
        if not found.email and is_email(line):
            found.email = line
        elif not found.phone and looks_like_phone(line) and _SURELY_A_PHONE.fullmatch(re.sub(r"[^\d+]", "", line)):
            found.phone = line
        else:
            continue
        found.rest.remove((label, value))


# -- where from ----------------------------------------------------------------------


def _take_cookies(found, text):
    """Tilda sends its cookies along: the marks of the first visit and the counters' names of the visitor."""
    for part in text.split(";")[:100]:
        name, _equals, value = part.strip().partition("=")
        value = _unquoted(value)
        if name == "TILDAUTM":
            for mark in value.split("|||"):
                key, _equals, told = mark.partition("=")
                if key.lower().startswith("utm_"):
                    found.note(key.lower(), told)
        elif name in CLICKS or name.startswith("utm_"):
            found.note(name, value)
        elif name == "previousUrl" and not found.referrer:
            found.referrer = value[:LONGEST_MARK]


def _take_marks_of_pages(found, headers):
    """The address of the page says the marks too, and the browser's header the page where nobody told it."""
    found.page = found.page or clean_line(headers.get("Referer", ""))[:LONGEST_MARK]
    for address in (found.page, found.referrer):
        for key, value in _query(address):
            if key.lower() in CLICKS or key.lower().startswith("utm_"):
                found.note(key.lower(), value)
    if found.page:
        found.note("page", found.page)
    if found.referrer:
        found.note("referrer", found.referrer)


def _query(address):
    try:
        return parse_qsl(urlsplit(address).query, max_num_fields=100)
    except ValueError:
        return []


def _is_address(value):
    return value.startswith(("http://", "https://", "/")) or ("." in value and " " not in value)


def _unquoted(value):
    """Marks come quoted once or twice on their way; what is still quoted then stays as it is."""
    for _twice in range(2):
        if not re.search(r"%[0-9A-Fa-f]{2}", value):
            break
        plain = unquote(value, errors="replace")
        if "\ufffd" in plain:
            plain = unquote(value, encoding="cp1251", errors="replace")
        value = plain
    return clean_line(value)


def _word(name):
    """«Ваше_имя 2» and "your-tel-619" by what they are: letters only, numbers at the end left out."""
    return re.sub(r"[\W_]+", "", sort_key(name)).rstrip("0123456789")


def _pages_word(one):
    """Elementor tells the page as meta[page_url][value]."""
    return _word(one.name or one.path[-1])


def _is_machinery(one, word):
    if one.path[0].lower() == "meta":
        return word in MACHINERY | {"date", "time"}
    return word in MACHINERY or word.startswith(("wpcf", "wpnonce")) or one.path == ("form", "id")
