from . import palette, pick

__all__ = ["palette", "pick"]
