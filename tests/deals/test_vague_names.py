"""A stage is named by its result; names of something that goes on are noticed in every form of the word, in both languages."""

import pytest

from deals.vague_names import kind_of_vagueness

VAGUE = """
В работе; в процессе; Думают; Клиент думает; Ждём ответа; ждет оплаты; Ожидание оплаты; На согласовании; Согласование договора; Переговоры;
На рассмотрении; Обработка; Прозвон; Недозвон; Готовим КП; Взять паузу; На паузе; Сделка отложена; В раздумьях; Разное; Подготовка КП;
КП отправлено, ждём ответа; Общаемся; Перезвонить; Принимают решение; In progress; in work; Thinking; still thinking; Client is thinking;
Waiting for reply; Awaiting payment; Pending; Negotiations; In negotiation; Under review; On hold; Follow up; follow-up; Processing; Ongoing;
Being considered; No answer; Postponed; Working on it; Misc
"""
CLEAR = """
КП отправлено; Договор подписан; Потребность ясна; Техника выбрана; Предоплата внесена; Техника отгружена; Новая заявка; Осмотр назначен;
Клиент осмотрел технику; Условия согласованы; Решение принято; Дозвонились; Счёт выставлен; Переговоры завершены; Готов к отгрузке;
Первый контакт; Спецификация готова; Заявка обработана; Contract signed; Offer sent; New; Qualified; Need is clear; Terms agreed;
Meeting held; Invoice paid; Decision made; Negotiations finished; Delivered; Demonstration; Reply received; Quote approved
"""


def names(text):
    return [name.strip() for name in text.split(";")]


@pytest.mark.parametrize("name", names(VAGUE))
def test_a_name_of_something_that_goes_on_is_noticed(name):
    assert kind_of_vagueness(name)


@pytest.mark.parametrize("name", names(CLEAR))
def test_a_name_of_a_result_is_left_alone(name):
    assert kind_of_vagueness(name) == ""


@pytest.mark.parametrize("name", ["", "   ", "№ 1", "<script>", "🚜", "ё" * 80, "a" * 80])
def test_odd_names_are_no_stumbling_block(name):
    assert kind_of_vagueness(name) == ""
