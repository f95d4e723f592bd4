"""The finer rules: joins, rewritten blocks, limits, tables, lists, renamed sections."""

import pytest

from regulations.changes.between import Changes, between
from regulations.changes.guard import is_sensitive, sensitive_in
from regulations.changes.tokens import tokens_in

from .making import Text, changes, hows, one, ops


def words(text):
    return [text[token.start : token.end] for token in tokens_in(text)]


def test_numbers_dates_times_and_percents_are_never_taken_apart():
    assert words("15% к 12:30 01.08.2024, № 214/26, 1,5 млн, 1 090 000 ₽") == [
        *("15%", "к", "12:30", "01.08.2024", ",", "№", "214/26", ",", "1,5", "млн", ",", "1 090 000", "₽"),
    ]
    assert words("из-за БДТ-3 don't") == ["из-за", "БДТ-3", "don't"]


def test_a_link_to_a_section_is_one_word():
    assert words("См. [[deal-lost|причины проигрыша]] и [[next-step]].") == [
        *("См", ".", "[[deal-lost|причины проигрыша]]", "и", "[[next-step]]", "."),
    ]


@pytest.mark.parametrize(
    "word", ["15%", "не", "без", "только", "запрещено", "должен", "обязан", "можно", "допускается", "must", "don't", "never", "except"]
)
def test_words_that_turn_a_rule_over(word):
    assert is_sensitive(word)


@pytest.mark.parametrize(
    "word",
    [
        *("четырех", "трех", "двух", "одна", "шести", "пятнадцать", "двенадцать", "двадцати", "пятьдесят", "пятидесяти", "сто", "двухсот"),
        *("полутора", "вдвое", "второй", "третьего", "three", "fifteen", "twice", "second", "half"),
    ],
)
def test_numbers_in_words_are_numbers(word):
    assert is_sensitive(word)


@pytest.mark.parametrize("word", ["стол", "семья", "пятно", "двор", "третировать", "сорочка", "often", "онлайн", "стоит", "тенденция"])
def test_words_that_only_begin_like_a_number(word):
    assert not is_sensitive(word)


@pytest.mark.parametrize("word", ["должность", "менеджер", "неделя", "note", "mayor", "only-child", "безопасность"])
def test_words_that_only_look_so(word):
    assert not is_sensitive(word)


def test_the_guard_names_each_once_and_the_structure_last():
    assert sensitive_in(["не", "клиент", "15", "не"], ["#table", "#table"]) == ["не", "15", "#table"]


def test_a_short_gap_between_two_changes_is_joined():
    op = one(changes("Клиенту отвечает старший в отделе менеджер смены.", "Клиенту отвечает младший в отделе сотрудник смены."))

    assert (op.old, op.new) == ("старший в отделе менеджер", "младший в отделе сотрудник")


def test_a_long_gap_is_not_joined():
    found = changes(
        "Сначала проверьте сумму договора и только потом закройте сделку.",
        "Сначала сверьте сумму договора и только потом завершите сделку.",
    )

    assert [(op.old, op.new) for op in ops(found)] == [("проверьте", "сверьте"), ("закройте", "завершите")]
    assert found.sensitive == []


def test_a_grave_word_inside_a_join_is_told_apart():
    op = one(changes("Ответить надо за 15 минут после звонка клиента.", "Позвонить надо за 10 минут после звонка клиента."))

    assert [op.new[a - op.start : b - op.start] for a, b in op.bold] == ["10"]
    assert op.keys == ["15", "10"]


def test_a_block_of_mostly_new_words_is_rewritten():
    before = Text("Менеджер звонит клиенту в день обращения и записывает итог.")
    after = Text("Склад готовит технику к отгрузке, а бухгалтерия проверяет оплату.")
    after.blocks[0]["id"] = before.blocks[0]["id"]

    (change,) = between(before, after).blocks
    assert (change.how, change.was) == ("rewritten", before.markdown)


def test_a_case_of_a_word_is_marked_and_may_be_editorial():
    found = changes("Карточку заполняет менеджер отдела.", "Карточку заполняют менеджеры отдела.")

    assert (found.words_in, found.words_out, found.sensitive) == (2, 2, [])


def test_too_many_unrelated_paragraphs_are_shown_side_by_side():
    was = "\n\n".join(f"слово{n} тема{n} пункт{n}" for n in range(210))
    found = changes(was, "\n\n".join(f"другое{n} новое{n} иное{n}" for n in range(210)))

    assert found.limited
    assert found.is_reworked


def test_a_very_long_paragraph_is_marked_by_sentences():
    sentences = [f"Предложение номер {n} говорит о порядке работы с клиентом." for n in range(80)]
    changed = [*sentences[:40], "Предложение сорок звучит иначе.", *sentences[41:]]

    op = one(changes(" ".join(sentences), " ".join(changed)))

    assert (op.old, op.new) == (sentences[40], "Предложение сорок звучит иначе.")
    assert "40" in op.keys


def test_a_paragraph_turned_into_a_list_is_only_set_otherwise():
    found = changes(
        "Проверьте телефон, почту и адрес. Запишите имя.\n\nДалее.", "- Проверьте телефон, почту и адрес.\n- Запишите имя.\n\nДалее."
    )

    (change,) = found.blocks
    assert (change.how, change.style, change.ops) == ("same", "li", {})


def test_a_renamed_section_is_told_by_its_title():
    found = changes("Текст.", "Текст.", titles=("Причины отказа", "Причины проигрыша"))

    assert [(op.old, op.new) for op in found.title] == [("отказа", "проигрыша")]
    assert found.kinds == ["renamed"]
    assert found.places == 1


def test_a_section_that_came_or_went_has_no_marks_on_words():
    assert between(None, Text("Не позже 15 минут.")).kinds == ["added"]
    assert between(Text("Не позже 15 минут."), None).kinds == ["removed"]
    assert between(None, None).kinds == []
    assert between(Text("Не позже 15 минут."), None).words_out == 4


def test_a_renamed_column_and_a_removed_one_are_told_by_the_head():
    was = "| Причина | Кто | Когда |\n|---|---|---|\n| Дорого | менеджер | купил дешевле |\n"
    renamed = changes(was, was.replace("Когда", "Условие"))
    narrow = changes(was, "| Причина | Когда |\n|---|---|\n| Дорого | купил дешевле |\n")

    assert [change.columns["renamed"] for change in renamed.blocks] == [{2: "Когда"}]
    assert [change.columns["removed"] for change in narrow.blocks] == [["Кто"]]


def test_the_order_of_rows_counts_only_where_rows_are_numbered():
    def table(head, *rows):
        return f"| {head} | Что |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in rows)

    plain = changes(table("Кто", ("Анна", "звонит"), ("Борис", "пишет")), table("Кто", ("Борис", "пишет"), ("Анна", "звонит")))
    numbered = changes(table("№", (1, "позвонить"), (2, "написать")), table("№", (1, "написать"), (2, "позвонить")))

    assert not plain
    assert [(change.how, change.reordered) for change in numbered.blocks] == [("same", True)]
    assert "#order" in numbered.sensitive


def test_two_living_blocks_are_never_one_edited():
    found = changes("Стадии.\n\n{{live stages}}", "Стадии.\n\n{{live loss_reasons}}")

    assert hows(found) == ["removed", "added"]
    assert "living" in found.kinds
    assert "#live" in found.sensitive


def test_a_flow_chart_and_a_script_are_grave_whatever_their_words():
    flow = "```flow\nstep s1 Проверить дубль\nstep s2 Передать\n```"

    assert "#flow" in changes(flow, flow.replace("дубль", "копию")).sensitive
    assert "#script" in changes(flow.replace("flow", "script"), flow.replace("flow", "script").replace("дубль", "копию")).sensitive


def test_a_repeated_block_is_new_the_second_time():
    found = changes(
        "Каждый звонок записан в карточке.\n\nИтог.", "Каждый звонок записан в карточке.\n\nИтог.\n\nКаждый звонок записан в карточке."
    )

    assert hows(found) == ["added"]


def test_of_two_swapped_neighbours_the_smaller_is_moved():
    short, long = "Договор подписывает директор завода.", "Каждая открытая сделка имеет задачу с датой, временем и понятным итогом."
    found = changes(f"{short}\n\n{long}", f"{long}\n\n{short}")

    assert [(change.now, change.moved) for change in found.blocks] == [(short, True)]


def test_a_section_mostly_rewritten_is_read_as_new():
    lines = [f"Пункт о работе с клиентом номер {n} и его карточкой." for n in range(5)]
    new = [f"Склад и бухгалтерия решают вопрос {n} без участия отдела." for n in range(5)]

    assert changes("\n\n".join(lines), "\n\n".join(new)).is_reworked
    assert not changes("\n\n".join(lines), "\n\n".join([*lines[:4], "Пункт о работе с партнёром номер 4."])).is_reworked


def test_steps_put_into_another_order_are_no_mere_move():
    steps = ["Откройте карточку", "Позвоните клиенту", "Запишите итог"]
    was, now = ("\n".join(f"{n}. {step}" for n, step in enumerate(order, 1)) for order in (steps, [steps[1], steps[0], steps[2]]))

    found = changes(was, now)

    assert (found.sensitive, found.kinds) == (["#order"], ["edited"])
    assert changes(
        was.replace("1.", "-").replace("2.", "-").replace("3.", "-"), "- Позвоните клиенту\n- Откройте карточку\n- Запишите итог"
    ).kinds == ["moved"]


def test_neighbours_that_came_together_are_one_place():
    found = changes("Начало.\n\nКонец.", "Начало.\n\n- Первое новое дело\n- Второе новое дело\n- Третье новое дело\n\nКонец.")

    assert (hows(found), found.places) == (["added"] * 3, 1)


def test_changes_are_kept_and_read_again_as_they_were():
    import json

    found = changes(
        f"{'Скидка 15 % можно.'}\n\n| А | Б |\n|---|---|\n| в | г |",
        "Скидка 10 % нельзя.\n\n| А | Ж |\n|---|---|\n| в | д |",
        titles=("А", "Б"),
    )

    assert Changes.from_json(json.loads(json.dumps(found.as_json()))) == found
