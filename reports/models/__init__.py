from .baseline import Baseline

__all__ = ["Baseline"]
