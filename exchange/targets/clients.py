"""What companies and people of companies have in common on their way in: owner, source, ways to reach them, doubles."""

from accounts.models import Workspace
from contacts.attributes import readers_of
from contacts.twins import Twins

from .opening import OPENING, read_opening
from .own_fields import own_fields_of, values_of_own
from .reach import emails_of, labelled_phones_of
from .sources import sources_known
from .target import SYSTEM, BadRow, Outcome, Target

_ABOUT = 5000


class ClientTarget(Target):
    """Clients are drafted by the same readers as on a page; one that is here already is left as it is."""

    model = None
    fills = (
        "contacts.Company",
        "contacts.Contact",
        "contacts.ContactRole",
        "contacts.Phone",
        "contacts.Email",
        "exchange.BroughtRecord",
        "timeline.Entry",
    )
    takes_new_fields = proposes_new_fields = True
    keys = ()

    def prepare(self, run):
        own = own_fields_of(run)
        keys = [*self.keys, *(one.key for one in OPENING), "about", "source", "phones", "emails", "messengers", "addresses"]
        return {
            "by": run.by,
            "own": own,
            "order": run.choices.get("order", ""),
            "owners": {value: pk for value, pk in run.choices.get("owner", {}).items() if pk},
            "people": self.owners(run.by).select_related("department").in_bulk(),
            "sources": sources_known(run),
            "doubts": run.choices.get("doubtful") != "take",
            "city_code": Workspace.current().city_code,
            "readers": readers_of([*keys, *(f"extra_{field.code}" for field in own.values())], self.kind),
        }

    def read(self, row, known):
        values = self.values(row, known)
        reach = {"phones": labelled_phones_of(row), "emails": emails_of(row), "addresses": row.each("address")}
        values |= {key: lines for key, lines in reach.items() if lines}
        if about := row.lines("about"):
            values["about"] = _within(about, _ABOUT, "about")
        if source := known["sources"].get(row.text("source").casefold()):
            values["source"] = source
        values |= read_opening(row, known["order"])
        values |= values_of_own(row, known["own"], known["order"])
        draft = self.model.draft(
            values, by=known["by"], owner=self._owner(row, known), readers=known["readers"], city_code=known["city_code"], row=row.number
        )
        draft.client.foreign_system, draft.client.foreign_id = SYSTEM if row.text("foreign_id") else "", row.text("foreign_id")[:120]
        return draft

    def values(self, row, known):
        """The fields that only this kind of client has."""
        raise NotImplementedError

    def notes(self, row, known):
        told = row.text("source")
        return ["unknown_source"] if told and told.casefold() not in known["sources"] else []

    def here(self, pairs, run, known):
        return self._sorted_out(pairs, run, known)[1]

    def bring(self, pairs, run, known):
        fresh, here = self._sorted_out(pairs, run, known)
        self.make_way(fresh, run, outcome := Outcome(skipped=sorted(here)))
        clients = self.model.bring_in(fresh, by=run.by, file=run.name, **{"import": run.pk})
        outcome.brought += [(self.kind, client.pk, draft.row, str(client.version)) for client, draft in zip(clients, fresh, strict=True)]
        return outcome

    def make_way(self, fresh, run, outcome):
        """What has to be here before the new clients of a batch are written."""

    def _sorted_out(self, pairs, run, known):
        """(drafts that are new, numbers of rows that are here or stood above)"""
        drafts, fresh, here = [draft for _row, draft in pairs], [], set()
        twins = Twins(self.model, drafts, run.by, SYSTEM)
        for draft in drafts:
            if twins.of(draft):
                here.add(draft.row)
            else:
                twins.learn(draft)
                fresh.append(draft)
        return fresh, here

    def _owner(self, row, known):
        name = row.text("owner")
        if not name:
            return known["by"]
        if name not in known["owners"]:
            raise BadRow("owner", "unknown_owner", name)
        if known["owners"][name] not in known["people"]:
            raise BadRow("owner", "owner_not_yours", name)
        return known["people"][known["owners"][name]]


def _within(text, longest, key):
    if len(text) > longest:
        raise BadRow(key, "too_long", text)
    return text
