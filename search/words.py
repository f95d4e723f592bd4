from crm_project.lib.text import clean_line

LONGEST = 120


def asked_in(data):
    """The words of a search box, harmless and of a bounded length."""
    return clean_line(data.get("q", ""))[:LONGEST]
