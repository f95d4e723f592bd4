"""Who may do what with questions, tests and results, one sentence each: for the verb, the view and the button."""


def may_write_bank(user):
    """Whoever writes the handbook writes its questions and tests."""
    return user.is_active and user.may("edit", "regulation")


def may_settle_results(user):
    """Void a question or change its key in past results: an administrator."""
    return user.has_right("configure") and may_write_bank(user)


def may_assign(user):
    return user.has_right("reassign")


def may_assign_to(user, person):
    """A head to their own people, an administrator to all."""
    return may_assign(user) and is_over(user, person.pk)


def may_decide_on(user, assignment):
    """Waive, open one more attempt, give more time: a head of the person's, nobody for themselves."""
    return user.pk != assignment.user_id and may_assign(user) and is_over(user, assignment.user_id)


def may_review(user, assignment):
    """Look through free text: whom the test names, else a head of the person's; nobody their own."""
    if user.pk == assignment.user_id or not user.is_active:
        return False
    return assignment.test.reviewer_id == user.pk or may_decide_on(user, assignment)


def sees_results(user):
    """The page of results: whoever answers for somebody."""
    people = user.people_ids_in(user.scope_of("report", "see"))
    return people is None or bool(people - {user.pk})


def is_over(user, pk):
    """The person's results lie within what this user's reports cover."""
    people = user.people_ids_in(user.scope_of("report", "see"))
    return people is None or pk in people
