"""The shelf: heads put papers on it for their departments, everybody of these and below takes the newest."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import ShelfPaper
from documents.refusals import NotAllowed
from timeline.holding import FileIsHeld
from timeline.models import File

pytestmark = pytest.mark.django_db


def put(title, by, department=None, body=b"a;b"):
    paper = ShelfPaper()
    paper.shape({"title": title, "department": department}, SimpleUploadedFile(f"{title}.csv", body), by=by)
    return paper


def test_a_paper_is_seen_in_its_department_and_below(admin, head, anna, vera, sales, company_root):
    prices, house = put("Prices", head, sales), put("House rules", admin)

    assert set(ShelfPaper.objects.visible_to(anna)) == {prices, house}
    assert set(ShelfPaper.objects.visible_to(vera)) == {house}
    assert put("Root", admin, company_root) in ShelfPaper.objects.visible_to(vera)


def test_a_new_file_takes_the_place_of_the_former(head, sales):
    paper = put("Prices", head, sales)
    first = paper.file

    paper.shape({"title": "Prices", "department": sales}, SimpleUploadedFile("new.csv", b"c"), by=head)

    assert (paper.version, paper.file == first) == (2, False)


def test_a_manager_takes_and_does_not_put(anna, head, sales, browser):
    paper, client = put("Prices", head, sales), browser(anna)

    assert b"".join(client.get(reverse("documents:shelf-file", args=[paper.pk])).streaming_content) == b"a;b"
    for page in ("shelf-paper", "retire-paper"):
        client.post(reverse(f"documents:{page}", args=[paper.pk]), {"title": "Mine"})
    client.post(reverse("documents:new-paper"), {"title": "Mine", "file": SimpleUploadedFile("x.csv", b"x")})
    assert [one.title for one in ShelfPaper.objects.live()] == ["Prices"]


def test_a_stranger_finds_nothing(vera, head2, head, sales, browser):
    paper = put("Prices", head, sales)
    for stranger in (vera, head2):
        client = browser(stranger)
        assert "Prices" not in client.get(reverse("documents:shelf")).content.decode()
        assert client.get(reverse("documents:shelf-file", args=[paper.pk])).status_code == 404
        assert client.post(reverse("documents:retire-paper", args=[paper.pk])).status_code == 404
    assert ShelfPaper.objects.live().count() == 1


def test_a_head_puts_only_where_they_lead(head, service, browser):
    with pytest.raises(NotAllowed):
        put("Prices", head, service)
    facts = {"title": "Prices", "department": service.pk, "file": SimpleUploadedFile("x.csv", b"x")}
    assert browser(head).post(reverse("documents:new-paper"), facts).status_code == 422
    assert not ShelfPaper.objects.exists()


def test_off_the_shelf_and_back(head, sales, browser):
    paper, client = put("Prices", head, sales), browser(head)

    client.post(reverse("documents:retire-paper", args=[paper.pk]))
    assert not ShelfPaper.objects.live().exists()
    client.post(reverse("documents:paper-back", args=[paper.pk]))
    assert ShelfPaper.objects.live().exists()


@pytest.mark.parametrize(("words", "found"), [("прайс", 1), ("ПРАЙС борона", 0), ("list.csv", 1), ("%", 0)])
def test_it_is_searched_by_title_and_file(head, sales, browser, words, found):
    paper = ShelfPaper()
    paper.shape({"title": "Прайс-лист", "department": sales}, SimpleUploadedFile("list.csv", b"x"), by=head)

    page = browser(head).get(reverse("documents:shelf"), {"q": words}).content.decode()

    assert page.count("Прайс-лист</a>") == found


def test_an_empty_file_is_refused_and_the_title_stays_typed(head, sales, browser):
    facts = {"title": "Kept title", "department": sales.pk, "file": SimpleUploadedFile("x.csv", b"")}
    answer = browser(head).post(reverse("documents:new-paper"), facts)

    assert answer.status_code == 422
    assert "Kept title" in answer.content.decode()


def test_the_file_of_a_paper_is_not_thrown_away_under_it(head, sales, browser):
    paper, client = put("Prices", head, sales), browser(head)
    remove = reverse("timeline:file-remove", args=["shelf_paper", paper.pk, paper.file_id])

    answer = client.post(remove)
    with pytest.raises(FileIsHeld) as refused:
        File.objects.get(pk=paper.file_id).discard(by=head)

    assert refused.value.words == "The shelf offers this file: put a newer one in its place there."
    assert answer.status_code != 204
    assert File.objects.get(pk=paper.file_id).deleted_at is None


def test_a_former_file_of_a_paper_may_go(head, sales, browser):
    paper = put("Prices", head, sales)
    former = paper.file
    paper.shape({"title": "Prices", "department": sales}, SimpleUploadedFile("new.csv", b"y"), by=head)

    File.objects.get(pk=former.pk).discard(by=head)

    assert File.objects.get(pk=former.pk).deleted_at is not None
