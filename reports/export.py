from timeline.models import Entry


def note_export(user, report, query, rows):
    """Who saved which report with how many rows: a fact for the administrators."""
    user.record("exported", by=user, audience=Entry.Audience.ADMINS, what=f"report {report}", filter=query[:500], rows=rows)
