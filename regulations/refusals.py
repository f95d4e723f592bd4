"""Why something of the handbook is not done; each carries what the screen needs."""


class NotADraft(Exception):
    """What was published never changes; a correction is the next edition."""


class EmptyEdition(Exception):
    """An edition without a single section says nothing."""


class NotAfterThePrevious(Exception):
    """Editions take effect one after another."""


class DraftExists(Exception):
    """A regulation has one draft at a time; it is continued, not started again."""


class DeadLinks(Exception):
    """The text points to sections that do not exist; `links` are (section, target) pairs."""

    def __init__(self, links):
        super().__init__(", ".join(f"{section} → {target}" for section, target in links))
        self.links = links


class NotReady(Exception):
    """The checks before publishing found something grave; `findings` say what and where."""

    def __init__(self, findings):
        super().__init__("; ".join(finding.code for finding in findings))
        self.findings = findings


class NoSummary(Exception):
    """Readers of a next edition are told in a few words what changed."""


class NotAllowed(Exception):
    """Only who may edit the handbook does this."""


class OwnDraft(Exception):
    """Under four eyes nobody publishes what they have written themselves."""


class TextConflict(Exception):
    """Somebody else saved this text meanwhile; `theirs` is what stands there now, None if it was taken out."""

    def __init__(self, theirs, node=None):
        super().__init__(str(theirs))
        self.theirs, self.node = theirs, node


class DraftChanged(Exception):
    """The draft is not the one that was looked at."""


class CodeTaken(Exception):
    """The code of a section is never used for another one."""


class CannotStandThere(Exception):
    """Nothing stands above the first or below the last, and nothing in what is not there."""


class TooDeep(CannotStandThere):
    """A clause stands on the third level: there is no fourth."""


class NobodyReadsIt(Exception):
    """No position is both in the audience of the section and in that of its part."""


class AlreadyInForce(Exception):
    """Only an edition that is still to come can be withdrawn."""


class RoundIsOver(Exception):
    """The round of discussion is closed: nothing is said in it any more."""


class RoundIsOpen(Exception):
    """A draft is discussed in one round at a time."""


class NoSuchThread(Exception):
    """Nothing of that name is talked about in this round."""


class TooShort(Exception):
    """The round ends before people had the days to read; `days` is the least."""

    def __init__(self, days):
        super().__init__(str(days))
        self.days = days


class TooEarly(Exception):
    """The discussion has not lasted its least number of `days` yet; who ends it all the same says why."""

    def __init__(self, days):
        super().__init__(str(days))
        self.days = days


class NoteNeeded(Exception):
    """Whoever wrote the remark is told why it is settled so."""


class PageChanged(Exception):
    """Somebody wrote the page of a position meanwhile; `page` is what stands there now."""

    def __init__(self, page):
        super().__init__(str(page))
        self.page = page


class CannotBeCut(Exception):
    """The section has no such place between two blocks, by now or at all."""


class TitleNeeded(Exception):
    """What is cut off does not begin with a heading, so its title is asked."""


class DifferentReaders(Exception):
    """Two sections that are for different people do not become one."""


class TooLong(Exception):
    """Both together are longer than a section may be."""
