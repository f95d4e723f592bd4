"""What was read in a file: plain data, so that it can be kept between the preview and the yes."""

from dataclasses import asdict, dataclass, field, replace

MOST_SECTIONS = 1000
LONGEST_TEXT = 60_000
LONGEST_TITLE = 200


@dataclass
class Found:
    """`pages` are dicts in reading order: code, number, parent (a code or ""), texts {language: [title, markdown]}, ids {language: [id]},
    audience (names of positions), required_reading. `remarks` are sentences of what was left out or changed on the way,
    `files` the Screened pictures and files its texts show, which are kept beside it; `attached` {name: text} what apps above put there.
    """

    source: str
    code: str = ""
    genre: str = ""
    source_language: str = ""
    header: dict = field(default_factory=dict)
    pages: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    files: list = field(default_factory=list, repr=False)
    attached: dict = field(default_factory=dict, repr=False)

    def as_json(self):
        return asdict(replace(self, files=[]))

    @property
    def languages(self):
        return sorted({language for page in self.pages for language in page["texts"]})


def a_page(code, number, parent, texts, **more):
    return {"code": code, "number": number, "parent": parent, "texts": texts, "ids": {}, "audience": [], "required_reading": True} | more
