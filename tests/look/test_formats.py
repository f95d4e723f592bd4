"""Numbers, days and lengths of time read as the design says, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from crm_project.lib import formats

NOW = "2026-11-17T12:42:00+00:00"
NB = "\u00a0"


@pytest.fixture(autouse=True)
def tuesday_in_moscow(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", NOW)
    with timezone.override(ZoneInfo("Europe/Moscow")):
        yield


@pytest.fixture(params=["ru", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def said(russian, english, language):
    return (russian if language == "ru" else english).replace("_", NB)


MONEY = [
    ("1248000", "RUB", "1_248_000_₽", "₽1,248,000"),
    ("1248000.50", "RUB", "1_248_000,50_₽", "₽1,248,000.50"),
    ("999", "RUB", "999_₽", "₽999"),
    ("0", "RUB", "0_₽", "₽0"),
    ("-1500", "RUB", "−1_500_₽", "−₽1,500"),
    ("1248000", "USD", "1_248_000_$", "$1,248,000"),
    ("10", "BYN", "10_BYN", "BYN_10"),
]


@pytest.mark.parametrize(("amount", "currency", "russian", "english"), MONEY)
def test_money_is_grouped_and_signed_as_the_language_wants(amount, currency, russian, english, language):
    assert formats.money(Decimal(amount), currency) == said(russian, english, language)


SHORT = [
    ("8410000", "8,41_млн_₽", "₽8.41M"),
    ("24900000", "24,9_млн_₽", "₽24.9M"),
    ("12000000", "12_млн_₽", "₽12M"),
    ("248000000", "248_млн_₽", "₽248M"),
    ("3070000000", "3,07_млрд_₽", "₽3.07B"),
    ("540000.4", "540_000_₽", "₽540,000"),
]


@pytest.mark.parametrize(("amount", "russian", "english"), SHORT)
def test_large_sums_keep_three_figures(amount, russian, english, language):
    assert formats.money_short(Decimal(amount)) == said(russian, english, language)


@pytest.mark.parametrize(("amount", "shown"), [("2862128.33", "2_862_128_₽"), ("222853.5", "222_854_₽"), ("0", "0_₽")])
def test_an_average_sum_has_no_kopecks(amount, shown):
    with translation.override("ru"):
        assert formats.money_whole(Decimal(amount)) == shown.replace("_", NB)


def test_shares_become_percent(language):
    assert formats.percent(0.22) == said("22_%", "22%", language)
    assert formats.percent(Decimal("0.6667"), 1) == said("66,7_%", "66.7%", language)


def test_a_day_of_another_year_names_it(language):
    assert formats.day(date(2026, 11, 17)) == said("17_ноября", "17_November", language)
    assert formats.day(date(2024, 3, 1)) == said("1_марта 2024", "1_March 2024", language)
    assert formats.day_short(date(2026, 5, 18)) == said("18_мая", "18_May", language)


def test_near_days_have_words(language):
    words = [formats.day_words(date(2026, 11, day)) for day in (16, 17, 18, 19)]
    assert words == [
        said(*pair, language)
        for pair in [("вчера", "yesterday"), ("сегодня", "today"), ("завтра", "tomorrow"), ("19_ноября", "19_November")]
    ]


def test_a_moment_is_told_in_the_zone_of_the_reader(language):
    late = datetime(2026, 11, 16, 21, 30, tzinfo=UTC)
    assert formats.moment(late) == said("сегодня, 00:30", "today, 00:30", language)
    with timezone.override(ZoneInfo("UTC")):
        assert formats.moment(late) == said("вчера, 21:30", "yesterday, 21:30", language)


def test_ranges_name_the_month_once(language):
    assert formats.day_range(date(2026, 11, 16), date(2026, 11, 20)) == said("16–20_ноября", "16–20_November", language)
    assert formats.day_range(date(2026, 11, 28), date(2026, 12, 3)) == said("28_ноября – 3_декабря", "28_November – 3_December", language)
    assert formats.day_range(date(2026, 11, 16), date(2026, 11, 16)) == said("16_ноября", "16_November", language)


LENGTHS = [
    (timedelta(hours=2, minutes=18), "2_ч 18_мин", "2_h 18_min"),
    (timedelta(hours=3), "3_ч", "3_h"),
    (timedelta(days=1, hours=5, minutes=10), "1_дн 5_ч", "1_d 5_h"),
    (40, "0_мин", "0_min"),
    (timedelta(seconds=-5), "0_мин", "0_min"),
]


@pytest.mark.parametrize(("length", "russian", "english"), LENGTHS)
def test_lengths_of_time_have_at_most_two_units(length, russian, english, language):
    assert formats.duration(length) == said(russian, english, language)


def test_calls_count_seconds(language):
    assert formats.talk(278) == said("4_мин 38_с", "4_min 38_s", language)
    assert formats.talk(0) == said("0_с", "0_s", language)


def test_age_has_one_unit(language):
    ages = [formats.age(value) for value in (timedelta(minutes=20), timedelta(hours=2, minutes=50), timedelta(days=6, hours=3))]
    assert ages == [said(*pair, language) for pair in [("20_мин", "20_min"), ("2_ч", "2_h"), ("6_дн", "6_d")]]
    assert formats.ago(datetime(2026, 11, 17, 12, 21, tzinfo=UTC)) == said("21_мин назад", "21_min ago", language)


@pytest.mark.parametrize(
    ("name", "short"),
    [("Анна Ковалёва", "АК"), ("ООО «АгроСтепь»", "АС"), ("КФХ «Заря»", "ЗА"), ("Ёлкин", "ЁЛ"), ("", ""), ("anna@demo.example", "AD")],
)
def test_initials_come_from_the_name_proper(name, short):
    assert formats.initials(name) == short


def test_filters_leave_nothing_empty_as_it_is():
    shown = Template("{% load formats %}[{{ none|money }}][{{ none|day }}][{{ n|money:'USD' }}][{{ pair|day_range }}]")
    with translation.override("en"):
        text = shown.render(Context({"none": None, "n": 5, "pair": (date(2026, 11, 1), date(2026, 11, 2))}))
    assert text == f"[][][$5][1–2{NB}November]"
