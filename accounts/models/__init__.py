from .absence import Absence
from .calendar import CalendarDay, CalendarWeek, Schedule, WorkCalendar
from .change import ConfigurationChange
from .department import Department, Membership
from .hand_over import HandOver
from .invitation import Invitation
from .role import Position, Role
from .saved_view import SavedView
from .sign_in import KnownSession, RecoveryCode, SignInFailure
from .user import User
from .workspace import Workspace

__all__ = [
    "Absence",
    "CalendarDay",
    "CalendarWeek",
    "ConfigurationChange",
    "Department",
    "HandOver",
    "Invitation",
    "KnownSession",
    "Membership",
    "Position",
    "RecoveryCode",
    "Role",
    "SavedView",
    "Schedule",
    "SignInFailure",
    "User",
    "WorkCalendar",
    "Workspace",
]
