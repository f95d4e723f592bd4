"""What the apps above may listen to. Sent inside the transaction of the change, by the verb."""

from django.dispatch import Signal

card_created = Signal()
"""card, by"""
card_moved = Signal()
"""card, move, by: after every move, also won and lost"""
card_settled = Signal()
"""card, move: the move can no longer be undone; sent by the outbox"""
owner_changed = Signal()
"""card, before, by"""
win_asked = Signal()
"""deal, by: somebody without the right to confirm wins asks for it"""
win_declined = Signal()
"""deal, asked_by, by, reason"""
score_given = Signal()
"""score, is_low, by: the buyer of a won deal gave a score, themselves or through a colleague"""
head_asked = Signal()
"""ask, by: the head is asked for a discount, for a payment to come later or for a step back"""
head_answered = Signal()
"""ask, by"""
ask_lapsed = Signal()
"""ask, by: a question ended without an answer; `ask.fate` tells how"""
win_drawn = Signal()
"""check: a win is to be looked at"""
win_checked = Signal()
"""check, by"""
win_check_replied = Signal()
"""check, by"""
