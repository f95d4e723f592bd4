from .call import Call

__all__ = ["Call"]
