"""Typical cases a discussion walks through, step by step: a registry that apps above fill, as they know the steps."""

from dataclasses import dataclass, field

_sources = {}


@dataclass(frozen=True)
class Walk:
    """One case: `key` such as "typical_deal:3", and its threads [{"key", "title"}]."""

    key: str
    name: str
    threads: list = field(default_factory=list)

    @property
    def template(self):
        return self.key.partition(":")[0]


def walk_source(template, source):
    """`source()` answers [(key, name, [(thread key, title)])] of the cases there are; call it from `AppConfig.ready`."""
    _sources[template] = source


def walks():
    return [
        Walk(f"{template}:{key}", str(name), [{"key": str(one), "title": str(title)} for one, title in threads])
        for template, source in _sources.items()
        for key, name, threads in source()
    ]


def walk_of(key):
    return next((walk for walk in walks() if walk.key == key), None)
