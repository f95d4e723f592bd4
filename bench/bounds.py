"""What must hold: goals at up to 100,000 deals, musts at a million; milliseconds, queries, bytes."""

AT_100K = {
    "board": {"p50_ms": 130, "queries": 12},
    "board_one": {"p50_ms": 75, "queries": 12},
    "list": {"p50_ms": 50, "queries": 10},
    "unchecked": {"p50_ms": 130},
    "card": {"p50_ms": 50, "queries": 15},
    "move": {"p50_ms": 20},
    "search": {"p50_ms": 20},
    "caller": {"p50_ms": 10},
    "report": {"p50_ms": 130},
    "handbook": {"p95_ms": 200},
    "handbook_part": {"p95_ms": 200},
    "close_day": {"p50_ms": 3000, "more_queries": 0},
    "close_meanwhile": {"slower": 1.2},
    "import": {"p50_ms": 6000},
    "page_weight": {"bytes": 180 * 1024, "requests": 12},
    "first_card": {"p50_ms": 1000},
    "memory": {"mb": 400},
}
AT_1M = {
    "board": {"p95_ms": 250, "queries": 12},
    "board_one": {"p95_ms": 150, "queries": 12},
    "list": {"p95_ms": 120, "queries": 10},
    "unchecked": {"p95_ms": 250},
    "card": {"p95_ms": 120, "queries": 15},
    "move": {"p95_ms": 60},
    "search": {"p95_ms": 60},
    "caller": {"p95_ms": 30},
    "report": {"p95_ms": 600},
    "handbook": {"p95_ms": 200},
    "handbook_part": {"p95_ms": 200},
    "close_day": {"p50_ms": 30_000, "more_queries": 0},
    "close_meanwhile": {"slower": 1.2},
    "import": {"p50_ms": 90_000, "mb": 400},
    "export": {"p50_ms": 60_000, "mb": 200},
    "page_weight": {"bytes": 180 * 1024, "requests": 12},
    "first_card": {"p50_ms": 1000},
    "memory": {"mb": 400},
}


def judged(result, deals):
    """The result with `bound` and `ok`; a measure without a bound is only told."""
    bound = (AT_1M if deals >= 1_000_000 else AT_100K).get(result["measure"], {})
    result["bound"] = bound
    result["ok"] = all(result.get(name) is not None and result[name] <= most for name, most in bound.items())
    if result.get("floor_ms"):
        result["ratio"] = round(result["p50_ms"] / result["floor_ms"], 1)
    return result
