"""What the rules of the day tell, for questions of the staff tests to be made of it."""

from datetime import timedelta

from accounts.models import Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from training.generated.facts import facts_of_settings

from .control import controlled_departments

WEEKEND = 5


@facts_of_settings
def cut_off():
    """The hour of the close, where it is one for the whole company on all days of the coming week."""
    departments = [department for department, _first in controlled_departments().values()]
    if not departments:
        return []
    table, today = Timetable(clock.now()), clock.today(Workspace.current().zone)
    days = [day for day in (today + timedelta(days=ahead) for ahead in range(7)) if day.weekday() < WEEKEND]
    hours = {table.department_closing(department, day) for department in departments for day in days}
    return [{"kind": "cut_off", "id": "day", "time": f"{hours.pop():%H:%M}"}] if len(hours) == 1 else []
