"""Flow charts of the handbook: published only when they can be followed, found by search, the same in both languages."""

import pytest
from django.urls import reverse

from regulations import handbook_files
from regulations.chain import problems_in
from regulations.finding import find
from regulations.flow.checking import broken_in, faults_of
from regulations.flow.fences import sources_in
from regulations.flow.parsing import parse
from regulations.loader import LATER
from regulations.refusals import NotReady
from tests.regulations.test_flow_text import GOOD

from .conftest import page, write

WITH_CHARTS = ["processes", "inbox", "funnel-map", "orders", "hand-off", "closing", "missed-calls"]


def fenced(source):
    return f"Do so:\n\n```flow\n{source}\n```"


def test_charts_stand_where_the_handbook_promises_them():
    found = [one.code for one in handbook_files.pages_of("CRM-01") if sources_in(one.texts["ru"][1])]

    assert found == WITH_CHARTS


@pytest.mark.parametrize("folder", [handbook_files.HANDBOOK, LATER])
def test_charts_say_the_same_in_both_languages(folder):
    for one in handbook_files.pages_of("CRM-01", folder):
        russian, english = (sources_in(one.texts[language][1]) for language in ("ru", "en"))
        assert len(russian) == len(english), one.code
        for pair in zip(russian, english, strict=True):
            first, second = (parse(source).chart for source in pair)
            assert not [str(fault) for source in pair for fault in faults_of(source)], one.code
            assert [(n.id, n.kind, n.link) for n in first.nodes] == [(n.id, n.kind, n.link) for n in second.nodes], one.code
            assert [way.pair for way in first.ways] == [way.pair for way in second.ways], one.code
            assert [bool(way.answer) for way in first.ways] == [bool(way.answer) for way in second.ways], one.code
            lanes = [[chart.lanes.index(chart.lane_of[n.id]) for n in chart.nodes] for chart in (first, second) if chart.lanes]
            assert lanes[:1] == lanes[1:], one.code


@pytest.mark.django_db
def test_a_chart_that_leads_nowhere_stops_the_publication(small):
    first = small.edition_in_force()

    with pytest.raises(NotReady) as refusal:
        write(small, [page("part", "1", "", "Part", fenced(f'{GOOD}\nstep c "Alone"\nc > b'), ru=fenced(GOOD))])

    assert [(finding.code, finding.section) for finding in refusal.value.findings] == [("chart", "part")]
    (broken,) = broken_in(small.draft)
    assert (broken.section, broken.language, broken.number) == ("part", "en", 1)
    assert [(fault.line, fault.code) for fault in broken.faults] == [(4, "unreachable")]
    assert small.edition_in_force() == first


@pytest.mark.django_db
def test_a_chart_that_points_to_no_section_stops_the_publication(small):
    from regulations.models import DeadLinks

    with pytest.raises(DeadLinks) as refusal:
        write(small, [page("part", "1", "", "Part", fenced('start a "Begin" -> sec:nowhere\nend b "Done" -> sec:second\na > b'))])

    assert refusal.value.links == [("part", "INS-01/nowhere")]


@pytest.mark.django_db
def test_a_good_chart_is_published_sealed_and_found(small, admin):
    write(small, [page("part", "1", "", "Part", fenced('start a "Unmistakable beginning"\nend b "Done" -> sec:second\na > b'))])

    assert list(problems_in(small)) == []
    (hit,) = find("unmistakable", admin, "en")
    assert "Unmistakable" in hit.snippet
    assert "sec:" not in hit.snippet


@pytest.mark.django_db
def test_a_reader_sees_the_chart_with_todays_numbers(client, anna, handbook, django_assert_max_num_queries):
    client.force_login(anna)
    counts, codes = [], ("comments", "orders")
    for code in codes:
        client.get(reverse("regulations:section", args=["CRM-01", code]))
    for code in codes:
        with django_assert_max_num_queries(40) as asked:
            text = client.get(reverse("regulations:section", args=["CRM-01", code])).content.decode()
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert text.count('<svg class="k-flowpic"') == 1
    assert reverse("regulations:section", args=["CRM-01", "deal-won"]) in text


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["regulations:print", "regulations:read"])
def test_the_printed_handbook_has_its_charts(client, anna, handbook, name):
    client.force_login(anna)
    text = client.get(reverse(name, args=["CRM-01"])).content.decode()

    assert text.count('class="k-flowpic"') == (len(WITH_CHARTS) if name == "regulations:print" else 0)


@pytest.mark.django_db
def test_what_is_new_in_a_chart_is_outlined_and_nothing_is_written_into_it(client, anna, small):
    write(small, [page("part", "1", "", "Part", fenced('start a "Begin"\nstep b "Call"\nend c "Done"\na > b > c'))])
    write(
        small,
        [page("part", "1", "", "Part", fenced('start a "Begin"\nstep b "Call at once"\nstep d "Write"\nend c "Done"\na > b > d > c'))],
    )
    client.force_login(anna)

    text = client.get("/handbook/INS-01/part/?since=2").content.decode()

    assert text.count('<svg class="k-flowpic"') == 1
    assert '<span class="k-mark w">Call at once</span> <span class="visually-hidden">Was: Call</span>' in text
    assert '<span class="k-mark w">Write</span>' in text
    assert '<span class=" w">Begin</span>' in text
