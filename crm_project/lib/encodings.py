"""In which letters a foreign text file is written: told by its bytes, since nothing else tells it."""

import codecs
import json

UTF_8, WINDOWS, UTF_16_LE, UTF_16_BE, DOS = "utf-8-sig", "cp1251", "utf-16-le", "utf-16-be", "cp866"
NAMES = {UTF_8: "UTF-8", WINDOWS: "Windows-1251", UTF_16_LE: "UTF-16 LE", UTF_16_BE: "UTF-16 BE", DOS: "DOS (cp866)"}
_BOMS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: UTF_16_LE, codecs.BOM_UTF16_BE: UTF_16_BE}
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
_DECLARED = {"utf-8", "ascii", "cp1251", "cp1252", "iso8859-1", "iso8859-5", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", *_WIDE}
_USUAL = ("utf-8", "ascii", "iso8859-1")
"""What libraries declare of themselves, whatever the bytes are."""
_LOOKED_AT = 1 << 16
_NOT_IN_TEXT = bytes([*range(0x00, 0x09), *range(0x0E, 0x1A), *range(0x1C, 0x20)])
_MOST_NOT_TEXT = 0.01
_LETTERS_TO_ONE_SPOILED = 10
# The upper byte of Latin and Cyrillic letters, signs and quotes in UTF-16.
_UPPER_BYTES = bytes([0x00, 0x04, 0x20, 0x21])


def encoding_of(path):
    """One of NAMES, or None for a file that is no text at all."""
    with path.open("rb") as file:
        beginning = file.read(_LOOKED_AT)
    marked = next((encoding for bom, encoding in _BOMS.items() if beginning.startswith(bom)), None)
    if wide := marked or _wide(beginning):
        return wide
    strange = len(beginning) - len(beginning.translate(None, _NOT_IN_TEXT))
    if strange > max(1, len(beginning) * _MOST_NOT_TEXT):
        return None
    return UTF_8 if _is_utf_8(path) else WINDOWS


def _wide(beginning):
    """UTF-16 without its mark: of every pair of bytes the same one is the upper."""
    even, odd = beginning[0::2], beginning[1::2]
    if len(even) < 2 or 0 not in beginning:
        return None
    shares = [sum(half.count(byte) for byte in _UPPER_BYTES) / len(half) for half in (even, odd)]
    if max(shares) < 0.9 or min(shares) > 0.5:
        return None
    encoding = UTF_16_LE if shares[1] > shares[0] else UTF_16_BE
    return None if "\0" in beginning.decode(encoding, errors="replace") else encoding


def _is_utf_8(path):
    """A byte or two may be spoiled among many letters: every other reading would spoil all of them."""
    decoder, letters, spoiled = codecs.getincrementaldecoder("utf-8")("replace"), 0, 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            text = decoder.decode(chunk)
            spoiled += text.count("\ufffd")
            letters += len(text) - len(text.encode("ascii", "ignore"))
    spoiled += decoder.decode(b"", final=True).count("\ufffd")
    return spoiled * _LETTERS_TO_ONE_SPOILED <= letters - spoiled


# -- what came over the wire -----------------------------------------------------------


def charset_of(declared):
    """The codec of a charset that a sender declares, or "" for one that is none of text, or that nobody writes in."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, UnicodeError, ValueError):
        return ""
    return name if name in _DECLARED else ""


def decoded(raw, charset=""):
    """As the sender declared it, if the bytes agree; else UTF-8 as everybody sends today, or the letters of old Russian sites."""
    # Letters of two bytes have an upper byte that no plain text holds; their names in a form stay plain.
    is_plain = charset in _WIDE and not any(byte < 9 for byte in raw)
    declared = () if is_plain or charset in ("", *_USUAL) else (charset,)
    for encoding in (*declared, UTF_8):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode(WINDOWS, "replace")


def narrowed(raw):
    """UTF-16 and UTF-32, told by their mark or their upper bytes, in UTF-8; anything else as it is."""
    told = json.detect_encoding(raw)
    encoding = told if told in _WIDE else _wide(raw[:_LOOKED_AT])
    return raw.decode(encoding, "replace").encode("utf-8", "replace") if encoding else raw
