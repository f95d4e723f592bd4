"""What a help key explains, cut out of the picture of its screen."""

from dataclasses import dataclass

from django.urls import reverse

from .. import stored
from ..models import Shot
from .pixels import around, cut_out
from .recipes import by_help_key


@dataclass(frozen=True)
class Piece:
    """Where it lies in which picture."""

    image: object
    help: str
    place: tuple

    @property
    def url(self):
        return f"{reverse('regulations:shot-piece', args=[self.help])}?{self.image.sha256[:8]}"

    @property
    def width(self):
        return self.place[2]

    @property
    def height(self):
        return self.place[3]

    def body(self):
        """PNG bytes, b"" where the picture is gone from the disk."""
        body = stored.read(self.image)
        return cut_out(body, self.place, self.image.scale) if body else b""


def piece_of(help_key, language):
    """None for a key that is on no picture, or whose picture was not taken yet; at most one query."""
    recipe = by_help_key().get(help_key)
    image = Shot.objects.image_for(recipe.key, language) if recipe else None
    box = image.box_of(help_key) if image else None
    return Piece(image, help_key, around(box, image.shown_width, image.shown_height)) if box else None
