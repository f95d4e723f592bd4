"""A change in one line, for lists and letters."""

import pytest
from django.utils import translation

from regulations.changes.excerpts import excerpts
from regulations.living.blocks import block_named
from regulations.shots.recipes import recipes

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


@pytest.mark.parametrize(
    "mark, told",
    [
        ("{{video media:9689347da73747a2 | Как это делается | 2}}", "видео «Как это делается»"),
        ("{{video https://films.example/1 | Как это делается | 2.1}}", "видео «Как это делается»"),
        ("{{shot deal-card}}", f"снимок экрана «{recipes()['deal-card'].title('ru')}»"),
        ("{{live stages}}", "живой блок «{title}»"),
        ("![Карточка сделки](media:9689347da73747a2)", "Карточка сделки"),
    ],
)
def test_what_a_machine_fills_in_is_called_by_its_name(mark, told):
    with translation.override("ru"):
        told = told.format(title=block_named("stages").title)
        assert excerpts(changes("Начало.", f"Начало.\n\n{mark}")) == [f"+ {told}"]
        assert excerpts(changes(f"Начало.\n\n{mark}", "Начало.")) == [f"− {told}"]


def test_another_video_is_told_by_both_names():
    was, now = "{{video media:9689347da73747a2 | Звонок | 2}}", "{{video media:9689347da73747a3 | Встреча | 2}}"
    with translation.override("ru"):
        assert excerpts(changes(was, now)) == ["[видео «Звонок» → видео «Встреча»]"]
        assert excerpts(changes(was, was.replace("47a2", "47a4"))) == ["заменено: видео «Звонок»"]
