"""Pictures as they are kept and compared."""

import io

from PIL import Image, ImageChops

NOTICEABLE = 24
"""By how much of 255 a pixel differs before anybody sees it: letters are smoothed a little otherwise every time."""


def packed(png):
    """(bytes, width, height) of a screenshot with a palette: a screen has few colours, and a third of the size is enough."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    out = io.BytesIO()
    image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue(), image.width, image.height


def share_differing(before, after):
    """Share of pixels of two pictures that differ visibly, 1.0 where the sizes do."""
    one, other = (Image.open(io.BytesIO(body)).convert("RGB") for body in (before, after))
    if one.size != other.size:
        return 1.0
    bands = ImageChops.difference(one, other).split()
    strongest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(strongest.histogram()[NOTICEABLE:]) / (one.width * one.height)


def around(box, width, height, *, margin=28, least=(300, 110)):
    """(left, top, width, height) of a box {"x", "y", "w", "h"} with a margin, large enough to know the place again, within a picture."""
    wide, high = min(max(box["w"] + 2 * margin, least[0]), width), min(max(box["h"] + 2 * margin, least[1]), height)
    left = min(max(0, box["x"] + box["w"] / 2 - wide / 2), width - wide)
    top = min(max(0, box["y"] + box["h"] / 2 - high / 2), height - high)
    return round(left), round(top), round(wide), round(high)


def cut_out(body, place, scale):
    """PNG bytes of a part (left, top, width, height in CSS pixels) of a picture."""
    image = Image.open(io.BytesIO(body)).convert("RGB")
    left, top, width, height = place
    piece = image.crop(tuple(round(side * scale) for side in (left, top, left + width, top + height)))
    out = io.BytesIO()
    piece.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
