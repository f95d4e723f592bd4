"""What apps above hear of a task, in the transaction of the change.

`task_turned` carries `task`, `turn`, `by`, and for a return `back`, the task that came back. The turns: completed, reopening
(before anything of it is taken back; raise `TooLateToUndo` to refuse), dropped, given, accepted, returned.
"""

from django.dispatch import Signal

task_turned = Signal()
