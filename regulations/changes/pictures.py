"""Whether a picture was replaced: by its bytes, or, for one taken again by itself, by what can be seen (H-21)."""

SILENT = 0.005
"""Share of pixels below which a picture taken again by itself is the same picture."""


def is_replaced(before: str, after: str, *, differing: float | None = None) -> bool:
    """Of two sha256; `differing` is the share of pixels that differ where a machine took the new one."""
    return before != after and (differing is None or differing >= SILENT)
