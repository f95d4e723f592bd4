from .step import RolloutStep

__all__ = ["RolloutStep"]
