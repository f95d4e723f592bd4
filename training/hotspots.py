"""“Choose on the screen”: the numbers of a picture of a screen are the answers; which of them is right stands nowhere in the page."""

from dataclasses import replace

from regulations.shots.block import images_by_key, shown, things_of
from regulations.shots.recipes import recipes


def options_of(shot, right):
    """What is numbered on a picture as options of a question; `right` is a help key."""
    return [one.words | {"callout": one.help, "right": one.help == right} for one in recipes()[shot].callouts]


def numbers_of(payload):
    """{id of an option: its number on the picture as the recipe is now}, empty where one of them is no longer numbered."""
    recipe = recipes().get(payload["shot"])
    found = {one["id"]: recipe.callout(one["callout"]) if recipe else None for one in payload["options"]}
    return {pk: callout.number for pk, callout in found.items()} if all(found.values()) else {}


def faced(face, payload, language):
    """(the face with numbers for answers, the picture); as it was and None where there is no picture to choose on: then the words of
    the list are the answers."""
    numbers = numbers_of(payload)
    picture = shown(payload["shot"], things_of(recipes()[payload["shot"]], images_by_key()), language) if numbers else None
    if picture is None:
        return face, None
    return replace(face, options=sorted(((pk, str(numbers[pk])) for pk, _text in face.options), key=lambda one: int(one[1]))), picture


def choices(language):
    """[(title of a picture, [("deal-card:deal.stage", words)])] for whoever writes such a question."""
    return [
        (recipe.title(language), [(f"{recipe.key}:{one.help}", f"{one.number}. {one.words[language]}") for one in recipe.callouts])
        for recipe in recipes().values()
        if len(recipe.callouts) > 1
    ]


def of_choice(spot):
    """The payload of "deal-card:deal.stage"."""
    shot, _colon, right = spot.partition(":")
    return {"shot": shot, "right": right}
