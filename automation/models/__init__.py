from .firing import Firing
from .robot import Robot
from .rule import Rule

__all__ = ["Firing", "Robot", "Rule"]
