"""The live push at /events/: a small ASGI app that never touches a page."""
