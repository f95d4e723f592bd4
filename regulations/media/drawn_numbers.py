"""The numbers of a picture drawn into it, for paper and Word, which lay nothing over a picture."""

import io

from PIL import Image, ImageDraw, ImageFont

from .callouts import spots

COLOUR, WHITE = "#c2410c", "#ffffff"
"""As `--k-shot-mark` of the page."""
SHARE = 60
"""A circle is this part of the longer side of the picture wide at the radius, and never smaller than LEAST pixels."""
LEAST = 9


def with_numbers(body, at):
    """(bytes, mime) of the picture with what the html of it tells in `data-at`; a photo stays a JPEG."""
    kept = Image.open(io.BytesIO(body))
    format, mode, mime = ("JPEG", "RGB", "image/jpeg") if kept.format == "JPEG" else ("PNG", "RGBA", "image/png")
    picture = kept.convert(mode)
    radius = max(LEAST, round(max(picture.size) / SHARE))
    draw, line = ImageDraw.Draw(picture), max(2, radius // 6)
    found = [(number, *_pixels(place, picture.size)) for number, place in spots(at)]
    for _number, x, y, w, h in found:
        if w:
            right, low = max(x, min(x + w, picture.width - 1)), max(y, min(y + h, picture.height - 1))
            draw.rounded_rectangle((x, y, right, low), radius / 2, None, COLOUR, line)
    font = ImageFont.load_default(radius * 1.15)
    for number, x, y in _whole(found, picture.size, radius):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), COLOUR, WHITE, line)
        draw.text((x, y), str(number), WHITE, font, anchor="mm")
    out = io.BytesIO()
    picture.save(out, format)
    return out.getvalue(), mime


def _whole(found, size, radius):
    """(number, x, y) of circles, none of them cut off by the edge of the picture."""
    width, height = (max(radius, side - 1 - radius) for side in size)
    return [(number, min(max(x, radius), width), min(max(y, radius), height)) for number, x, y, _w, _h in found]


def _pixels(place, size):
    width, height = size
    return [float(value or 0) * of / 100 for value, of in ((place.x, width), (place.y, height), (place.w, width), (place.h, height))]
