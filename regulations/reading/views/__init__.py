from .confirming import confirm, confirm_all
from .confusions import answer, confusions, unclear
from .mine import my_reading, owed
from .sheet import paper, scan, sheet, sheet_pdf, void
from .team import remind_team, team, team_file, waive

__all__ = [
    "answer",
    "confirm",
    "confirm_all",
    "confusions",
    "my_reading",
    "owed",
    "paper",
    "remind_team",
    "scan",
    "sheet",
    "sheet_pdf",
    "team",
    "team_file",
    "unclear",
    "void",
    "waive",
]
