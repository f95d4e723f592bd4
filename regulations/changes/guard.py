"""Words whose change may turn a rule over: they are never changed as mere wording by one person alone."""

import re
from collections.abc import Iterable

_WHOLE = {
    *("не", "ни", "нет", "без", "кроме", "только", "нельзя", "можно", "вправе"),
    *("must", "may", "shall", "not", "cannot", "never", "no", "only", "except", "without", "unless"),
}
_BEGIN = re.compile(r"запрещ|запрет|долж(?!ност)|обяз|допуска|недопуст")
STRUCTURE = ("#table", "#live", "#flow", "#script", "#link", "#block", "#order", "#audience", "#required")
"""What is a change of substance whatever its words: said after the words in `sensitive`."""


def is_sensitive(word: str) -> bool:
    """Of a compared key: a number, a negation, a word of duty or permission."""
    return bool(word[:1].isdigit() or word in _WHOLE or word.endswith("n't") or _BEGIN.match(word))


def sensitive_in(words: Iterable[str], structure: Iterable[str] = ()) -> list[str]:
    """The words that matter, each once, in order; then what of the structure was touched, as STRUCTURE names it."""
    return list(dict.fromkeys([*filter(is_sensitive, words), *structure]))
