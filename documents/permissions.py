"""What a person may do with documents, one sentence each: views and buttons ask the same."""


def may_issue(user, deal):
    return deal.deleted_at is None and user.may("create", "document") and user.has_right("see_money") and user.may("edit", deal)


def may_change(user, document):
    """Revise, send, sign, annul."""
    if document.annulled_at or document.deal.deleted_at:
        return False
    return user.may("edit", "document") and user.has_right("see_money") and user.may("edit", document.deal)
