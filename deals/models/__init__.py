from .act import Act
from .asks import Ask
from .card import Card, CardMove, Discarding, Owning, Stay
from .checks import WinCheck, WinCheckSettings, WinRemark
from .deal import Deal, DealContact, DealDiscarding, DealMove, DealOwning, DealStay
from .deliveries import Delivery, DeliveryLine
from .flows import StageFlow
from .funnel import Funnel, Stage, StageField
from .loss import LossReason
from .payments import ExpectedPayment, Payment
from .product import DealLine, Product, ProductGroup
from .renaming import Renaming
from .score import DealScore, ScoreSettings
from .scripts import ScriptAnswer, ScriptStep, TalkScript
from .talks import Talk, TalkChoice
from .totals import StageTotal
from .version import FunnelDraft, FunnelVersion

__all__ = [
    "Act",
    "Ask",
    "Card",
    "CardMove",
    "Deal",
    "DealContact",
    "DealDiscarding",
    "DealLine",
    "DealMove",
    "DealOwning",
    "DealScore",
    "DealStay",
    "Delivery",
    "DeliveryLine",
    "Discarding",
    "ExpectedPayment",
    "Funnel",
    "FunnelDraft",
    "FunnelVersion",
    "LossReason",
    "Owning",
    "Payment",
    "Product",
    "ProductGroup",
    "Renaming",
    "ScoreSettings",
    "ScriptAnswer",
    "ScriptStep",
    "Stage",
    "StageField",
    "StageFlow",
    "StageTotal",
    "Stay",
    "Talk",
    "TalkChoice",
    "TalkScript",
    "WinCheck",
    "WinCheckSettings",
    "WinRemark",
]
