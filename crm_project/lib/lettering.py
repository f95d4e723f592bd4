"""How wide words are on the screen, so that text of a drawing stays within its box. Pure; sizes are CSS pixels."""

ELLIPSIS = "…"
_USUAL = 0.8
_WIDTHS = {
    0.25: " \u00a0",
    0.30: "ij'",
    0.35: "lI.,:;!·",
    0.40: "frt-()",
    0.45: '"',
    0.50: "г/",
    0.55: "sz17зть?–«»",
    0.60: "acekouvxyFJL25абвеёклопсухчэяГ+",
    0.65: "bdghnpqETZ034689дийнрцъЕЁТ",
    0.70: "ABCKPRSVXYАБВЗРСУХЧЬЭЯ&",
    0.75: "DGUмыДКЛПЪ—",
    0.80: "HNOQфюИЙНОЦ",
    0.85: "wжш%",
    0.90: "mMщМФ",
    0.95: "Ы",
    1.00: "WЖШЮ…",
    1.05: "Щ",
    1.15: "№",
}
_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def width(text, size):
    """Pixels of a line in the bold of our font, rounded up letter by letter."""
    return sum(_OF.get(letter, _USUAL) for letter in text) * size


def cut(text, size, room):
    """The line, or as much of it as the room takes with an ellipsis; "" where not even three letters would stand."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if len(kept.rstrip()) > 2 else ""


def wrapped(text, size, room, most):
    """The text as at most so many lines; a word longer than a line is broken, what is left over ends in an ellipsis."""
    lines, left = [], " ".join(text.split(" ")).strip()
    while left and len(lines) < most:
        if len(lines) == most - 1:
            lines.append(cut(left, size, room))
            break
        taken = _fitting(left, size, room)
        lines.append(left[:taken].rstrip())
        left = left[taken:].lstrip()
    return [line for line in lines if line]


def _fitting(text, size, room):
    """How many letters stand in one line: whole words where that is possible."""
    if width(text, size) <= room:
        return len(text)
    taken = 1
    while width(text[: taken + 1], size) <= room:
        taken += 1
    space = text.rfind(" ", 0, taken + 1)
    return space + 1 if space > 0 else taken
