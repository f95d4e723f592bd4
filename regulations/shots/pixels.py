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


def cut_out(body, box, *, scale, margin=28, least=(300, 110)):
    """PNG bytes of what stands in a box (x, y, w, h in CSS pixels) with a margin, large enough to know the place again."""
    image = Image.open(io.BytesIO(body)).convert("RGB")
    x, y, w, h = box
    width, height = max(w + 2 * margin, least[0]), max(h + 2 * margin, least[1])
    left = min(max(0, x + w / 2 - width / 2), max(0, image.width / scale - width))
    top = min(max(0, y + h / 2 - height / 2), max(0, image.height / scale - height))
    corners = (left, top, left + width, top + height)
    out = io.BytesIO()
    piece = image.crop(tuple(min(round(side * scale), edge) for side, edge in zip(corners, (*image.size, *image.size), strict=True)))
    piece.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
