"""Why a card does not move: named, with what the screen needs to say it."""


class Refused(Exception):
    """A rule of the company says no; nothing was changed."""


class StageIsBehind(Refused):
    """A card only moves forward."""


class StageOfAnotherFunnel(Refused):
    """The stage does not belong to the card's funnel."""


class StageGoes(StageOfAnotherFunnel):
    """The stage is being taken away: nothing comes into it any more."""

    def __init__(self, stage):
        super().__init__(str(stage))
        self.stage = stage


class MissingFields(Refused):
    """The stage asks for fields that are empty: `fields` are the StageFields, in order of the stages."""

    def __init__(self, fields):
        super().__init__(", ".join(field.key for field in fields))
        self.fields = fields

    @property
    def words(self):
        return self.words_for(None)

    def words_for(self, user):
        """The fields as people call them, in words for this reader."""
        from .needs import label_of

        return ", ".join(str(label_of(field, user)) for field in self.fields)


class AlreadyMoved(Refused):
    """Somebody else moved the card while this page was open: `card` is as it is now, `move` tells who and when."""

    def __init__(self, card, move=None):
        super().__init__(str(card.pk))
        self.card, self.move = card, move


class AlreadyGiven(Refused):
    """Somebody else gave the card away while this page was open: `card` is as it is now."""

    def __init__(self, card):
        super().__init__(str(card.pk))
        self.card = card


class CardIsClosed(Refused):
    """A won or lost card is moved no more."""


class NotAllowed(Refused):
    """The person has no right to this act."""


class ReasonNeeded(Refused):
    """A step back, a loss needs a reason; `field` names what is missing: reason, comment or competitor."""

    def __init__(self, field="reason"):
        super().__init__(field)
        self.field = field


class TooLateToUndo(Refused):
    """A slip of the mouse is undone by its author within ten seconds, and not after."""


class UsedElsewhere(Refused):
    """The record still serves others and can only be retired."""


class EditConflict(Refused):
    """Two people edited one record: `current` is what is stored now."""

    def __init__(self, current):
        super().__init__(str(current.pk))
        self.current = current


class FunnelNeedsIt(Refused):
    """The entry, the win and the loss of a funnel are neither moved nor taken away: `stage`."""

    def __init__(self, stage):
        super().__init__(str(stage))
        self.stage = stage


class StageHasCards(Refused):
    """Cards stand in the stage: say where they go. `count` of them."""

    def __init__(self, stage, count):
        super().__init__(str(count))
        self.stage, self.count = stage, count


class StageIsAwaited(Refused):
    """The cards of another stage that is being taken away go to this one: `stage`, `sender`."""

    def __init__(self, stage, sender):
        super().__init__(str(stage))
        self.stage, self.sender = stage, sender


class ReasonExists(Refused):
    """The funnel offers a loss reason of this name already."""


class ScoreIsClients(Refused):
    """The buyer has answered themselves: nobody writes another score in their place."""


class ScoreIsSettled(Refused):
    """The days in which a score may be changed are over."""


class OtherCurrency(Refused):
    """The list price is in another currency than the deal: the price has to be said. `product`."""

    def __init__(self, product):
        super().__init__(str(product))
        self.product = product


class LineIsGone(Refused):
    """Somebody has removed the line of the deal meanwhile."""


class SumTooLarge(Refused):
    """More money than a deal can hold."""


class PaymentRefused(Refused):
    """A payment that cannot be: `field` names what is wrong with it, `why` says it in a word."""

    def __init__(self, field, why):
        super().__init__(f"{field}: {why}")
        self.field, self.why = field, why


class DeliveryRefused(Refused):
    """A reservation or a shipment that cannot be: `field` names what is wrong, `why` says it in a word, `facts` in figures."""

    def __init__(self, field, why, **facts):
        super().__init__(f"{field}: {why}")
        self.field, self.why, self.facts = field, why, facts


class AlreadyAsked(Refused):
    """The head has this very question of the deal before them: `ask`."""

    def __init__(self, ask):
        super().__init__(str(ask.pk))
        self.ask = ask


class AlreadyAnswered(Refused):
    """Somebody has answered already, or the deal is closed since: `ask` as it is now."""

    def __init__(self, ask):
        super().__init__(str(ask.pk))
        self.ask = ask


class TalkWentOn(Refused):
    """Somebody answered in between, or the script was changed: `talk` as it is now."""

    def __init__(self, talk):
        super().__init__(str(talk.pk))
        self.talk = talk
