"""What a newcomer is offered at the end of a day of their path, besides reading: apps above register it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """A button: `url` is posted to."""

    url: str
    words: str


_offers = []


def offered_after(function):
    """Register `def offers(section_ids, language) -> {section id: Offer}`, by as many queries for one as for all."""
    if function not in _offers:
        _offers.append(function)
    return function


def offers_after(sections, language):
    """{section id: [Offer]}"""
    found = {}
    for function in _offers if sections else ():
        for section, offer in function(sections, language).items():
            found.setdefault(section, []).append(offer)
    return found
