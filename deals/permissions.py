"""What a person may do with a deal, one sentence each: views and buttons ask the same."""


def may_edit(user, deal):
    return deal.deleted_at is None and user.may("edit", deal)


def may_sell(user, deal):
    """What a closed deal sold is changed by who may open it again."""
    return may_edit(user, deal) and (deal.closed_at is None or user.may_decide("move_back", deal))


def may_move(user, deal):
    return deal.is_open and user.may("edit", deal)


def may_move_back(user, deal):
    return deal.deleted_at is None and user.may_decide("move_back", deal)


def may_confirm(user, deal):
    return deal.awaits_confirmation and user.may_decide("confirm_win", deal)


def may_give(user, deal):
    return deal.deleted_at is None and user.may_decide("reassign", deal)


def may_discard(user, deal):
    return user.may("delete", deal)


def may_see_money(user):
    return user.has_right("see_money")


def may_change_payments(user, deal):
    return may_edit(user, deal) and may_see_money(user)


def may_deliver(user, deal):
    """A won deal is shipped, a lost one only gives back."""
    return may_edit(user, deal) and deal.stage.kind != "lost"


def may_ask(user, deal):
    """Whoever works on the deal and may not decide themselves."""
    return may_change_payments(user, deal) and deal.stage.kind != "lost" and not user.may_decide("confirm_win", deal)


def may_ask_back(user, deal):
    """Whoever works on an open deal and may not take it back themselves."""
    return may_move(user, deal) and not user.may_decide("move_back", deal)


def may_answer_back(user, deal):
    return may_move_back(user, deal)


def may_check(user, deal, seller_id):
    """A win is looked at by who confirms wins, and never by whose win it is."""
    return may_edit(user, deal) and user.may_decide("confirm_win", deal) and user.pk not in (deal.owner_id, seller_id)


def may_answer(user, deal):
    return may_change_payments(user, deal) and user.may_decide("confirm_win", deal)


def may_export(user):
    return user.has_right("export") and user.may("export", "deal")
