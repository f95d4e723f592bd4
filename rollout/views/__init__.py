from .guide import guide, plan, step, tick, trials

__all__ = ["guide", "plan", "step", "tick", "trials"]
