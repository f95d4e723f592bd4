"""Sources that a table names: those of the dictionary, and words a person said the meaning of."""

from contacts.models import Source


def sources_known(run):
    """{word in lower case: source}"""
    live = {source.pk: source for source in Source.objects.live()}
    told = {word.casefold(): live[pk] for word, pk in run.choices.get("source", {}).items() if pk in live}
    return {source.name.casefold(): source for source in live.values()} | told
