"""Keeps what the living blocks of an edition say at the moment it is published."""

from collections import defaultdict

from crm_project.lib import clock

from .blocks import block_named, is_frozen
from .marks import ASKED, asked_in


class Now:
    """What the blocks say now, each asked once: {name: (things, hash)}."""

    def __init__(self):
        self._known, self._shelf = {}, {}

    def telling(self, names):
        """Those of the blocks that have anything to tell: nothing is kept of what is still to be set up, its beginning is no change."""
        return {name for name in names if self.of(name)[0]}

    def of(self, name):
        if name not in self._known:
            block = block_named(name)
            things = block.told(self._shelf)
            self._known[name] = (things, block.print_of(things))
        return self._known[name]


def blocks_of(nodes):
    """{version id: names of the blocks its texts ask for}, those that can be kept; one query."""
    from ..models import SectionText

    found = defaultdict(set)
    rows = SectionText.objects.filter(version__nodes__in=nodes, markdown__contains=ASKED).values_list("version_id", "markdown")
    for version, markdown in rows:
        found[version] |= {name for name in asked_in(markdown) if is_frozen(name)}
    return {version: names for version, names in found.items() if names}


def kept_of(versions):
    """{version id: {block: LivingSnapshot}}, without queries where there is nothing to ask."""
    from ..models import LivingSnapshot

    found = defaultdict(dict)
    for one in LivingSnapshot.objects.of_versions(versions) if versions else ():
        found[one.version_id][one.block] = one
    return found


def freeze(edition):
    """Before a draft is sealed: every section has what its blocks say now; one whose blocks say something else than before becomes
    another version with the same texts. Answers {version id: id of the version in its place}."""
    from ..models import SectionVersion

    nodes = list(edition.nodes.select_related("version", "section"))
    asked, now = blocks_of([node.pk for node in nodes]), Now()
    kept = kept_of(asked)
    published = set(SectionVersion.objects.published().filter(pk__in=asked).values_list("pk", flat=True))
    replaced = {}
    for node in nodes:
        names = asked.get(node.version_id, set())
        have = kept.get(node.version_id, {})
        if any(name in have and have[name].hash != now.of(name)[1] for name in names):
            before = node.version_id
            replaced[before] = put_anew(node, names, now, edition).pk
        else:
            keep(node.version_id, now.telling(names - set(have)), now, None if node.version_id in published else edition)
    return replaced


def keep(version_id, names, now, edition):
    from ..models import LivingSnapshot

    taken_at = clock.now()
    LivingSnapshot.objects.bulk_create(
        LivingSnapshot(version_id=version_id, edition=edition, block=name, payload=now.of(name)[0], hash=now.of(name)[1], taken_at=taken_at)
        for name in sorted(names)
    )


def put_anew(node, names, now, edition):
    """The node of a draft gets a version with the same texts and what its blocks say now."""
    from ..models import SectionText, SectionVersion
    from ..writing import next_version

    version = next_version(node.section, SectionVersion.objects.filter(section=node.section_id).last())
    version.save()
    texts = list(SectionText.objects.filter(version=node.version_id))
    for text in texts:
        text.pk, text.version, text._state.adding = None, version, True
    SectionText.objects.bulk_create(texts)
    keep(version.pk, names, now, edition)
    node.version = version
    node.save(update_fields=["version"])
    return version
