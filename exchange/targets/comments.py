"""What several columns say in words, as one text: «title: words», line by line."""

from .target import BadRow

LONGEST = 10_000


def titles_of_comments(run):
    """Titles of the columns mapped to the comment, in the order of the file."""
    return [run.head[int(place)] for place in sorted(run.mapping, key=int) if run.mapping[place] == "comment"]


def comment_of(row, titles, before=(), after=()):
    """The lines of the comment; a single column needs no title. Too much of it refuses the row."""
    cells = row.cells.get("comment") or []
    texts = [(title, row.tidy(cell)) for title, cell in zip(titles, cells, strict=False)]
    lines = [text if len(titles) == 1 else f"{title}: {text}" for title, text in texts if text]
    comment = "\n".join(filter(None, [*before, *lines, *after]))
    if len(comment) > LONGEST:
        raise BadRow("comment", "too_long", comment)
    return comment
