"""Words whose change may turn a rule over: they are never changed as mere wording by one person alone."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

_WHOLE = {
    *("не", "ни", "нет", "без", "кроме", "только", "нельзя", "можно", "вправе"),
    *("must", "may", "shall", "not", "cannot", "never", "no", "only", "except", "without", "unless"),
}
_BEGIN = re.compile(r"запрещ|запрет|долж(?!ност)|обяз|допуска|недопуст")
_NUMBER = re.compile(
    r"од(?:ин|н(?:а|о|и|ого|ой|ому|у|им|ом|ими|их))|об(?:а|е|оих|еих|оим|оими)|"
    r"дв(?:а|е|ух|ум|умя|ое|оих|ажды|ести|ухсот)|тр(?:и|ех|ем|емя|ое|оих|ижды|иста|ехсот)|четыр(?:е|ех|ем|ьмя|еста|ехсот)|четвер(?:о|ых)|"
    r"(?:пят|шест|сем|девят|десят)(?:ь|и|ью|еро|ерых)|вос(?:емь|ьми|емью|ьмью)|\w+надцат(?:ь|и|ью)|(?:два|три)дцат(?:ь|и|ью)|сорока?|"
    r"(?:пят|шест|сем|восем)ьдесят|\w+идесяти|девяност[оа]|ст[оа]|\w+сот|тысяч\w*|миллион\w*|полтор[аы]|полутора|половин\w*|вдвое|втрое|"
    r"(?:перв|втор|четверт|пят|шест|седьм|восьм|девят|десят)(?:ый|ой|ого|ому|ым|ом|ая|ую|ое|ые|ых|ыми)|трет(?:ий|ь(?:я|е|ю|и|его|ему|им|ем|ей|их))|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|half|both|once|twice|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
STRUCTURE = ("#table", "#live", "#picture", "#flow", "#script", "#link", "#block", "#order", "#audience")
"""What is a change of substance whatever its words: said after the words in `sensitive`."""


def is_sensitive(word: str) -> bool:
    """Of a compared key: a number in figures or words, a negation, a word of duty or permission."""
    return bool(word[:1].isdigit() or word in _WHOLE or word.endswith("n't") or _BEGIN.match(word) or _NUMBER.fullmatch(word))


def sensitive_in(words: Iterable[str], structure: Iterable[str] = ()) -> list[str]:
    """The words that matter, each once, in order; then what of the structure was touched, as STRUCTURE names it."""
    return list(dict.fromkeys([*filter(is_sensitive, words), *structure]))


def why_of_substance(sensitive: Iterable[str]) -> str:
    """In words why a change with such tokens cannot be mere wording; "" without any."""
    structure = {
        "#audience": _("the readers change"),
        "#block": _("paragraphs, list items or rows are added or removed"),
        "#table": _("a table changes"),
        "#order": _("the order of steps changes"),
        "#flow": _("a flow chart changes"),
        "#picture": _("pictures or videos change"),
        "#script": _("a script changes"),
        "#link": _("links or living blocks change"),
        "#live": _("links or living blocks change"),
    }
    if words := [token for token in sensitive if not token.startswith("#")]:
        return _("the words that differ matter: {words}").format(words=", ".join(words[:6]))
    return next((structure[token] for token in sensitive if token in structure), "")
