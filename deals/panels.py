"""What apps above show on the card of a deal."""

_panels = {}
_facts = {}
POSITIONS = ("data", "feed", "hint", "head", "menu")


def panel(position, order=50):
    """Register `def render(request, deal) -> html` for a place of the card: data (left), feed (middle), hint (right),
    head (beside the name) or menu (items of «…»)."""
    if position not in POSITIONS:
        raise ValueError(position)

    def remember(function):
        _panels.setdefault(position, {})[function] = order
        return function

    return remember


def fact(name, condition):
    """Register a fact that a panel goes by: it is read with the card and not by a question of its own."""
    _facts[name] = condition


def facts():
    """{name: condition on a deal} for `annotate`."""
    return dict(_facts)


def panels_of(position, request, deal):
    """The rendered panels of a place, in order; an empty one is left out."""
    functions = sorted(_panels.get(position, {}).items(), key=lambda pair: pair[1])
    return [html for html in (function(request, deal) for function, _order in functions) if html]
