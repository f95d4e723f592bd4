import pytest

from regulations.finding import find, stem_of
from regulations.models import Regulation

from .conftest import page, write

pytestmark = pytest.mark.django_db


def codes(words, user, language="ru"):
    return [hit.entry.code for hit in find(words, user, language)]


def test_a_word_is_found_in_every_case(anna, handbook):
    assert codes("просроченные", anna)[0] == codes("ПРОСРОЧЕННОЙ", anna)[0] == "overdue"


def test_ye_and_yo_are_one_letter(anna, handbook):
    assert codes("надежный отчет", anna) == codes("надёжный отчёт", anna)
    assert "figures" not in codes("", anna)


def test_every_word_must_be_there(anna, handbook):
    both = set(codes("скидка согласование", anna))

    assert both <= set(codes("скидка", anna)) & set(codes("согласование", anna))
    assert "approvals" in codes("скидка", anna)


def test_the_find_is_marked_and_the_rest_escaped(anna, small):
    write(small, [page("part", "1", "", "Part", "A client said 2 < 3 & left a discount.")])

    (hit,) = find("discount", anna, "en")

    assert hit.snippet == "A client said 2 &lt; 3 &amp; left a <mark>discount</mark>."


def test_old_editions_and_drafts_are_not_found(anna, small):
    write(small, [page("part", "1", "", "Part", "Elephant.")])
    write(small, [page("part", "1", "", "Part", "Giraffe.")])
    write(small, [page("part", "1", "", "Part", "Rhinoceros.")], publish=False)

    assert codes("elephant", anna, "en") == codes("rhinoceros", anna, "en") == []
    assert codes("giraffe", anna, "en") == ["part"]


def test_the_reader_finds_his_language_and_what_is_not_translated(anna, handbook, small):
    assert codes("overdue", anna, "ru") == []
    assert codes("one see", anna, "ru") == ["first"]


def test_nothing_is_found_by_whoever_may_not_read(anna, handbook):
    anna.role.matrix["regulation"]["see"] = "none"

    assert codes("задача", anna) == []


def test_the_address_says_what_was_asked(client, anna, handbook):
    client.force_login(anna)

    assert "Overdue: what to do" in client.get("/handbook/search/", {"q": "overdue"}).content.decode()
    assert client.get("/handbook/search/", {"q": "x" * 500}).status_code == 200


def test_a_section_is_found_by_its_number(anna, handbook):
    assert find("11.1", anna, "ru")[0].entry.number == "11.1"
    assert find(" 11.1. ", anna, "ru")[0].entry.number == "11.1"


def test_the_ending_of_a_word_does_not_count():
    assert stem_of("просроченная") == stem_of("просроченными")[:7]
    assert stem_of("день") == "день"


def test_what_happened_leads_to_what_to_do_before_all_else(anna, handbook):
    first = find("клиент пропал", anna, "ru")[0]
    assert (first.entry.code, "Клиент" in first.snippet) == ("deal-lost", True)
    assert codes("забыл пароль", anna)[0] == "sign-in"
    assert codes("gone quiet", anna, "en")[0] == "deal-lost"
    assert codes("пропал", anna).count("deal-lost") == 1


def test_words_of_living_blocks_are_found_by_who_may_know_them(client, anna, vera, service, funnel, roles):
    from tests.factories import make_funnel

    hidden = make_funnel("Of the workshop")
    hidden.departments.set([service])
    stage = hidden.live_stages[1]
    stage.purpose = "The gearbox is opened"
    stage.save()
    regulation = Regulation.objects.create(code="INS-02", genre="instruction")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("map", "1.1", "part", "Stages", "They are:\n\n{{live stages}}")])

    [hit] = find("gearbox", vera, "en")
    assert hit.entry.code == "map"
    assert "<mark>gearbox</mark> is opened" in hit.snippet
    assert find("gearbox", anna, "en") == []
    assert [one.entry.code for one in find("they qualified", anna, "en")] == ["map"], "words of the text and of the block together"
