"""Which channels a person chose for which kind of notice; what was never chosen follows the kind's default."""

from .kinds import kind_of

CHANNELS = ("bell", "mail")


def wants(person, verb, channel):
    kind = kind_of(verb)
    if kind.must and channel == "bell":
        return True
    chosen = person.preferences.get("notices", {}).get(verb, {})
    return chosen.get(channel, kind.mail if channel == "mail" else True)


def choose(person, wishes):
    """Keep `{verb: {channel: bool}}` as this person's choice."""
    person.preferences = {**person.preferences, "notices": wishes}
    person.save(update_fields=["preferences"])
