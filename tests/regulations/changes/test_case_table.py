"""The case table: what a reader is shown for each kind of edit of a Russian text."""

import pytest

from .making import Text, changes, hows, one, ops


def test_1_a_changed_percentage_is_one_mark_and_is_grave():
    found = changes("Скидка менеджера — не больше 15 % от суммы.", "Скидка менеджера — не больше 10 % от суммы.")

    op = one(found)
    assert (op.tag, op.old, op.new) == ("~", "15 %", "10 %")
    assert found.sensitive == ["15%", "10%"]


def test_2_what_was_allowed_and_is_forbidden_is_one_mark_and_is_grave():
    found = changes("Цену по телефону можно называть до замера.", "Цену по телефону нельзя называть до замера.")

    assert (one(found).old, one(found).new) == ("можно", "нельзя")
    assert found.sensitive == ["можно", "нельзя"]


def test_3_a_dropped_not_is_never_invisible():
    found = changes("Сделку не закрывают без причины отказа.", "Сделку закрывают без причины отказа.")

    op = one(found)
    assert (op.tag, op.old, op.new) == ("-", "не", "")
    assert found.sensitive == ["не"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('Напишите "итог разговора" - одной строкой.', "Напишите «итог разговора» — одной строкой."),
        ("Ответ за 15 минут,  не позже.", "Ответ за 15\u00a0минут, не позже."),
        ("Скидка 15 % от 1 000 000 ₽", "Скидка 15% от 1\u00a0000\u00a0000 ₽"),
        ("Ещё один отчёт о звонках", "Еще один отчет о звонках"),
        ("О звонках пишем в карточке", "о звонках пишем в карточке"),
    ],
)
def test_4_and_5_typography_and_yo_are_no_change(was, now):
    assert not changes(was, now)


@pytest.mark.parametrize(
    ("was", "now", "target"),
    [
        ("См. [правила](https://a.example/old) закрытия.", "См. [правила](https://a.example/new) закрытия.", "https://a.example/old"),
        ("См. [[deal-lost|правила]] закрытия.", "См. [[deal-won|правила]] закрытия.", "deal-lost"),
    ],
)
def test_6_a_link_that_leads_elsewhere_is_a_mark_of_its_own(was, now, target):
    found = changes(was, now)

    assert (one(found).tag, one(found).old) == ("@", target)
    assert found.sensitive == ["#link"]
    assert (found.words_in, found.words_out) == (1, 1)


def test_7_bold_and_italic_are_no_change():
    assert not changes("Запишите дату ответа клиента.", "Запишите **дату** *ответа* клиента.")


FIRST = "Менеджер звонит клиенту в день обращения и записывает итог разговора."
SECOND = "Договор отправляют после того, как согласованы цена и срок поставки."
THIRD = "Каждая открытая сделка имеет задачу с датой и временем."


def test_8_a_moved_paragraph_is_moved_and_nothing_else():
    found = changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{SECOND}\n\n{THIRD}\n\n{FIRST}")

    (change,) = found.blocks
    assert (change.how, change.moved, change.ops, change.now) == ("same", True, {}, FIRST)
    assert found.kinds == ["moved"]


def test_9_a_moved_paragraph_with_another_number_is_moved_and_marked():
    numbered = "В течение 15 минут менеджер звонит клиенту и записывает итог разговора."
    found = changes(f"{numbered}\n\n{SECOND}\n\n{THIRD}", f"{SECOND}\n\n{THIRD}\n\n{numbered.replace('15', '10')}")

    (change,) = found.blocks
    assert (change.how, change.moved) == ("edited", True)
    assert [(op.old, op.new) for op in ops(found)] == [("15", "10")]


def test_10_a_rewritten_paragraph_is_gone_and_come_without_false_pairs_of_words():
    found = changes(
        f"{FIRST}\n\nКоммерческое предложение готовят за один рабочий день.",
        f"{FIRST}\n\nСклад резервирует технику, когда бухгалтерия увидела аванс.",
    )

    assert hows(found) == ["removed", "added"]
    assert ops(found) == []


def test_11_a_step_put_into_a_numbered_list_is_one_new_item():
    found = changes(
        "1. Откройте карточку сделки\n2. Заполните поля со звёздочкой\n3. Поставьте задачу",
        "1. Откройте карточку сделки\n2. Проверьте контакт клиента\n3. Заполните поля со звёздочкой\n4. Поставьте задачу",
    )

    (change,) = found.blocks
    assert (change.how, change.kind, change.now) == ("added", "li", "Проверьте контакт клиента")


TABLE = "| Причина | Когда |\n|---|---|\n| Дорого | купил дешевле |\n| Думает | просит время |\n| Не отвечает | больше 14 дней |\n"


def test_12_a_cell_a_new_row_and_a_removed_row():
    found = changes(
        TABLE, TABLE.replace("14 дней", "10 дней").replace("| Думает | просит время |\n", "") + "| Нет в наличии | ждать месяц |\n"
    )

    told = {change.how: change for change in found.blocks}
    assert sorted(told) == ["added", "edited", "removed"]
    assert list(told["edited"].ops) == [1]
    assert told["added"].now.startswith("Нет в наличии")
    assert told["removed"].was.startswith("Думает")
    assert "#table" in found.sensitive


def test_13_a_new_column_is_told_by_its_head_alone():
    wide = "| Причина | Кто | Когда |\n|---|---|---|\n| Дорого | менеджер | купил дешевле |\n| Думает | менеджер | просит время |\n| Не отвечает | менеджер | больше 14 дней |\n"
    found = changes(TABLE, wide)

    (change,) = found.blocks
    assert (change.columns["added"], change.columns["removed"], change.ops) == ([1], [], {})


def test_14_another_picture_is_a_change_and_one_taken_again_is_not():
    from regulations.changes.pictures import is_replaced

    assert is_replaced("aa", "bb")
    assert not is_replaced("aa", "aa")
    assert not is_replaced("aa", "bb", differing=0.004)
    assert is_replaced("aa", "bb", differing=0.02)


def test_15_a_split_paragraph_is_no_change():
    assert not changes(f"{FIRST} {SECOND}\n\n{THIRD}", f"{FIRST}\n\n{SECOND}\n\n{THIRD}")


def test_23_merged_paragraphs_are_no_change():
    assert not changes(f"{THIRD}\n\n{FIRST}\n\n{SECOND}", f"{THIRD}\n\n{FIRST} {SECOND}")


def test_15_what_went_behind_merged_paragraphs_is_still_told():
    found = changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{FIRST} {SECOND}")

    assert [(change.how, change.was) for change in found.blocks] == [("removed", THIRD)]


def test_16_a_deleted_paragraph_is_told_where_it_stood():
    found = changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{FIRST}\n\n{THIRD}")

    (change,) = found.blocks
    assert (change.how, change.was, change.words) == ("removed", SECOND, 10)
    assert change.after


def test_17_another_order_of_words_is_one_joined_mark():
    found = changes("Клиенту менеджер звонит сегодня же и пишет письмо.", "Менеджер сегодня же звонит клиенту и пишет письмо.")

    assert len(ops(found)) == 1


def test_18_a_sentence_in_other_cases_is_edited_not_gone_and_come():
    found = changes("Ответственный менеджер заполняет карточку сделки.", "Ответственным менеджером заполняется карточка сделки.")

    assert hows(found) == ["edited"]
    assert found.sensitive == []


def test_20_a_script_in_the_text_is_text():
    found = changes("Пишите текст.", "Пишите текст <script>alert(1)</script>.")

    assert "<script>" in one(found).new


def test_21_a_revert_shows_nothing():
    first = Text(FIRST)
    second = Text(FIRST.replace("в день", "через день"), before=first)
    third = Text(FIRST, before=second)

    from regulations.changes.between import between

    assert not between(first, third)
    assert between(second, third)


def test_22_boilerplate_and_a_swap_are_one_move():
    line = "Вопросы — руководителю."
    was = "\n\n".join([FIRST, line, SECOND, line, THIRD, line])
    now = "\n\n".join([SECOND, line, FIRST, line, THIRD, line])

    (change,) = changes(was, now).blocks
    assert (change.how, change.moved) == ("same", True)
