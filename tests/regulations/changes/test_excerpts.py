"""A change in one line, for lists and letters."""

from regulations.changes.excerpts import excerpts

from .making import changes


def test_what_stood_and_what_stands_with_a_few_words_around():
    assert excerpts(changes("Перезваниваем не позже 15 минут.", "Перезваниваем не позже 10 минут.")) == [
        "Перезваниваем не позже [15 → 10] минут."
    ]


def test_new_gone_and_moved_blocks_and_cells():
    table = "| Причина | Когда |\n|---|---|\n| Дорого | за 14 дней |\n"

    assert excerpts(changes("Начало.", "Начало.\n\nНовое правило.")) == ["+ Новое правило."]
    assert excerpts(changes("Начало.\n\nСтарое правило.", "Начало.")) == ["− Старое правило."]
    assert excerpts(changes("Сделку не закрывают.", "Сделку закрывают.")) == ["Сделку [− не] закрывают."]
    assert excerpts(changes(table, table.replace("14", "10"))) == ["Дорого: за [14 → 10] дней"]


def test_what_matters_comes_first_and_three_lines_are_enough():
    was = [f"Правило о карточке номер а{n} и его порядок." for n in "бвгд"]
    now = [line.replace("карточке", "сделке") for line in was[:3]] + [was[3].replace("порядок", "15 минут")]

    found = excerpts(changes("\n\n".join(was), "\n\n".join(now)))

    assert len(found) == 3
    assert "[порядок → 15 минут]" in found[0]
