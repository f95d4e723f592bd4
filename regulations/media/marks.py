"""Pictures, files and videos of a text: `![words](media:key)`, `[words](media:key)`, `{{video https://… | title | edition}}`; a video
that was brought stands as `{{video media:key | title | edition}}`."""

import re

KEY = r"[0-9a-f]{16}"
ADDRESS = rf"https://[^\s|{{}}<>\"]+|media:{KEY}"
_MEDIA = re.compile(rf"media:({KEY})")
_PICTURE = re.compile(rf"!\[((?:\\.|[^\]\\\n])*)\]\(media:({KEY})\)")
_VIDEO = re.compile(
    rf"^\{{\{{video (?P<url>{ADDRESS}) \| (?P<title>[^|{{}}\n]+) \| (?P<edition>\d{{1,4}}(?:\.\d{{1,4}})?)\}}\}}$", re.MULTILINE
)
_ANY_VIDEO = re.compile(r"^\{\{video\b[^\n]*$", re.MULTILINE)


def keys_in(markdown):
    """Of every picture and file, in reading order, each once."""
    return list(dict.fromkeys(_MEDIA.findall(markdown)))


def nameless_pictures_in(markdown):
    """Keys of pictures without an alternative text."""
    return [key for words, key in _PICTURE.findall(markdown) if not words.strip()]


def videos_in(markdown):
    """[(url, title, edition)]"""
    return [(found["url"], found["title"].strip(), found["edition"]) for found in _VIDEO.finditer(markdown)]


def broken_videos_in(markdown):
    """Lines that begin as a video does and are none."""
    return [line for line in _ANY_VIDEO.findall(markdown) if not _VIDEO.fullmatch(line)]


def without_videos(markdown):
    return "\n".join(line.strip() for line in _ANY_VIDEO.sub("", markdown).splitlines() if line.strip())


def markdown_for(file, words, edition):
    """How a text shows a file; a video was recorded for the edition of this label."""
    if file.is_video:
        title = " ".join(re.sub(r"[|{}]", " ", words or file.original_name).split())
        return f"{{{{video media:{file.key} | {title} | {edition}}}}}"
    words = re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split()))
    return f"![{words}](media:{file.key})" if file.is_picture else f"[{words or file.original_name}](media:{file.key})"
