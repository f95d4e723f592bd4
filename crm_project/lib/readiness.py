"""What `/readyz` asks: a registry that apps fill when they are ready."""

from dataclasses import dataclass, field

_checks = {}


@dataclass(frozen=True)
class Finding:
    """`ok` decides about 200 or 503; `facts` are figures for whoever watches."""

    ok: bool
    facts: dict = field(default_factory=dict)


def check(name):
    """Declare a check: `def broker() -> Finding`. It is quick; what it raises counts as bad."""

    def remember(function):
        _checks[name] = function
        return function

    return remember


def ask_all():
    return {name: _ask(function) for name, function in _checks.items()}


def _ask(function):
    try:
        return function()
    except Exception as error:  # whatever keeps a check from answering is its answer
        return Finding(ok=False, facts={"error": type(error).__name__})
