"""A sum in words, as the accountants of each language write it: «Одна тысяча двести рублей 05 копеек»."""

from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

CENT = Decimal("0.01")
# One, two to four, five and more; feminine numerals where the word is feminine.
_RU = {
    "RUB": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек"), "m"),
    "USD": (("доллар США", "доллара США", "долларов США"), ("цент", "цента", "центов"), "m"),
    "EUR": (("евро", "евро", "евро"), ("цент", "цента", "центов"), "m"),
    "KZT": (("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов"), "m"),
    "BYN": (("белорусский рубль", "белорусских рубля", "белорусских рублей"), ("копейка", "копейки", "копеек"), "m"),
    "CNY": (("юань", "юаня", "юаней"), ("фэнь", "фэня", "фэней"), "m"),
    "UZS": (("сум", "сума", "сумов"), ("тийин", "тийина", "тийинов"), "m"),
}
_EN = {
    "RUB": (("ruble", "rubles"), ("kopeck", "kopecks")),
    "USD": (("US dollar", "US dollars"), ("cent", "cents")),
    "EUR": (("euro", "euros"), ("cent", "cents")),
}


def sum_in_words(amount, currency, language):
    """`amount` to the cent, half up; a currency without words keeps its code."""
    amount = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    whole, cents = divmod(int(abs(amount) * 100), 100)
    words = _russian(whole, cents, currency) if language == "ru" else _english(whole, cents, currency)
    sign = ("минус " if language == "ru" else "minus ") if amount < 0 else ""
    text = sign + words
    return text[:1].upper() + text[1:]


def _russian(whole, cents, currency):
    if currency not in _RU:
        return f"{num2words(whole, lang='ru')} {currency} {cents:02d}"
    units, parts, gender = _RU[currency]
    return f"{num2words(whole, lang='ru', gender=gender)} {_form(whole, units)} {cents:02d} {_form(cents, parts)}"


def _english(whole, cents, currency):
    if currency not in _EN:
        return f"{num2words(whole, lang='en')} {currency} {cents:02d}"
    units, parts = _EN[currency]
    return f"{num2words(whole, lang='en')} {units[whole != 1]} {cents:02d} {parts[cents != 1]}"


def _form(number, forms):
    if 11 <= number % 100 <= 14:
        return forms[2]
    last = number % 10
    return forms[0] if last == 1 else forms[1] if 2 <= last <= 4 else forms[2]
