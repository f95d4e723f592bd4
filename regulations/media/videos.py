"""A video is an attachment to the text: when the text says something else, the video is out of date."""

from .marks import videos_in, without_videos


def is_out_of_date(was, now):
    """Whether the text, None where there was none, says something else by now; videos themselves do not count."""
    return was is None or without_videos(was) != without_videos(now)


def recorded_for(regulation, wanted):
    """{(section id, language, edition label): Markdown} of the editions that videos were `wanted` for, [(section id, label)]; one query."""
    from ..models import SectionText

    return SectionText.objects.said_in(regulation, wanted) if wanted else {}


class Recordings:
    """Whether what a book says is what it said when its videos were recorded; one query for all texts that are read."""

    def __init__(self, book):
        self.book, self._said, self._asked = book, {}, set()

    def is_stale(self, page, label):
        section = page.node.section_id
        if (section, label) not in self._asked:
            wanted = {(section, label), *self._shown()} - self._asked
            self._said |= recorded_for(self.book.regulation, wanted)
            self._asked |= wanted
        return is_out_of_date(self._said.get((section, page.language, label)), page.text.markdown)

    def _shown(self):
        for one in self.book.pages:
            if self.book.is_read(one):
                yield from ((one.node.section_id, label) for _url, _title, label in videos_in(one.text.markdown))
