"""Sums in words as accountants write them."""

from decimal import Decimal

import pytest

from documents.words import sum_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Ноль рублей 00 копеек"),
        ("1.01", "Один рубль 01 копейка"),
        ("2.02", "Два рубля 02 копейки"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("21.21", "Двадцать один рубль 21 копейка"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("2002.005", "Две тысячи два рубля 01 копейка"),
        ("1234567.89", "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей 89 копеек"),
        ("-5", "Минус пять рублей 00 копеек"),
    ],
)
def test_rubles_in_russian(amount, words):
    assert sum_in_words(Decimal(amount), "RUB", "ru") == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [("1.5", "USD", "One US dollar 50 cents"), ("2.01", "EUR", "Two euros 01 cent"), ("7", "CHF", "Seven CHF 00")],
)
def test_sums_in_english(amount, currency, words):
    assert sum_in_words(amount, currency, "en") == words
