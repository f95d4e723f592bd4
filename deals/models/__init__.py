from .act import Act
from .card import Card, CardMove, Discarding, Owning, Stay
from .deal import Deal, DealContact, DealDiscarding, DealMove, DealOwning, DealStay
from .flows import StageFlow
from .funnel import Funnel, Stage, StageField
from .loss import LossReason
from .product import DealLine, Product, ProductGroup
from .score import DealScore, ScoreSettings
from .totals import StageTotal
from .version import FunnelDraft, FunnelVersion

__all__ = [
    "Act",
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
    "Discarding",
    "Funnel",
    "FunnelDraft",
    "FunnelVersion",
    "LossReason",
    "Owning",
    "Product",
    "ProductGroup",
    "ScoreSettings",
    "Stage",
    "StageField",
    "StageFlow",
    "StageTotal",
    "Stay",
]
