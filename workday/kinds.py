"""The two kinds of card that the rules look at, with their models."""

from deals.models import Deal
from leads.models import Lead

from .state import DEALS, LEADS

MODELS = {DEALS: Deal, LEADS: Lead}
