"""Comparisons by pairs of versions: read where they were made before, made where they were not, within a time if need be."""

import time
from collections import defaultdict

from ..living.blocks import asks_to_read
from ..models import LivingSnapshot, SectionDiff, SectionText, SectionVersion
from .between import Changes, between

UNTRANSLATED, OUTDATED = "translated", "outdated"
"""Kinds of their own: there was no text in this language; or the text changed in its own language and not in this one."""


def changes_for(pairs, *, source="ru", seconds=None):
    """{(from version id, to version id, language): Changes}, None where the time did not suffice.

    A first comparison is kept, unless one of the two still is a draft: what that says may change.
    """
    pairs = list(dict.fromkeys(pairs))
    if not pairs:
        return {}
    wanted = set(pairs)
    found = {row.pair: row.read for row in SectionDiff.objects.of_pairs(pairs) if row.pair in wanted}
    missing = [pair for pair in pairs if pair not in found]
    made = _made(missing, source, seconds) if missing else {}
    return _with_living({pair: found[pair] if pair in found else made.get(pair) for pair in pairs})


def places_for(pairs):
    """{pair: number of changed places} of comparisons made before, without reading them."""
    rows = SectionDiff.objects.of_pairs(pairs).values_list("from_version", "to_version", "language", "places") if pairs else ()
    living = living_between(pairs)
    return {(before, after, language): places + len(living.get((before, after), ())) for before, after, language, places in rows}


def living_between(pairs):
    """{(from version id, to version id): names of the living blocks both have that say something else}; one query."""
    versions = {version for pair in pairs for version in pair[:2]}
    kept = defaultdict(dict)
    for version, block, hash in LivingSnapshot.objects.of_versions(versions).values_list("version_id", "block", "hash") if pairs else ():
        kept[version][block] = hash
    found = {}
    for before, after in {pair[:2] for pair in pairs}:
        names = [block for block, hash in kept[after].items() if kept[before].get(block, hash) != hash]
        if names:
            found[before, after] = sorted(names)
    return found


def known_of(pairs, changes):
    """{from version id: {block: things}} of what living blocks said that say something else now; a query where there are any."""
    wanted = {pair[0] for pair in pairs if pair and changes.get(pair) and changes[pair].living}
    found = defaultdict(dict)
    for one in LivingSnapshot.objects.of_versions(wanted) if wanted else ():
        found[one.version_id][one.block] = one.payload
    return found


def _with_living(changes):
    living = living_between(list(changes))
    for (before, after, _language), found in changes.items():
        if found is not None and (before, after) in living:
            found.living = living[before, after]
            found.kinds = [*found.kinds, "living"]
            if asks_to_read(found.living):
                found.sensitive = list(dict.fromkeys([*found.sensitive, "#live"]))
    return changes


def _made(pairs, source, seconds):
    texts = _texts(pairs, source)
    until = time.monotonic() + seconds if seconds is not None else None
    made = {}
    for pair in pairs:
        if until and time.monotonic() > until:
            break
        made[pair] = _compare(pair, texts, source)
    final = SectionVersion.objects.published().filter(pk__in={version for pair in made for version in pair[:2]})
    final = set(final.values_list("pk", flat=True))
    rows = [
        SectionDiff(from_version_id=before, to_version_id=after, language=language, changes=changes.as_json(), places=changes.places)
        for (before, after, language), changes in made.items()
        if {before, after} <= final
    ]
    SectionDiff.objects.bulk_create(rows, ignore_conflicts=True)
    return made


def _texts(pairs, source):
    versions = {version for pair in pairs for version in pair[:2]}
    languages = {pair[2] for pair in pairs} | {source}
    found = SectionText.objects.filter(version__in=versions, language__in=languages)
    return {(text.version_id, text.language): text for text in found.defer("html", "search_text", "seal")}


def _compare(pair, texts, source):
    before, after, language = pair
    was, now = texts.get((before, language)), texts.get((after, language))
    if now is None:
        return Changes()
    if was is None:
        return Changes(kinds=[UNTRANSLATED])
    changes = between(was, now)
    if changes or language == source:
        return changes
    earlier, later = texts.get((before, source)), texts.get((after, source))
    is_behind = earlier and later and earlier.content_hash != later.content_hash and between(earlier, later)
    return Changes(kinds=[OUTDATED]) if is_behind else changes
