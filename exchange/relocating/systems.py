"""Which CRM a table comes from, by titles that only this one writes."""

from crm_project.lib.text import sort_key

from ..targets import TARGETS

NAMES = {"bitrix24": "Bitrix24", "amocrm": "amoCRM"}
_TITLES = {
    "bitrix24": {
        *("стадия сделки", "сделка закрыта", "рабочий e-mail", "частный e-mail", "другой e-mail", "e-mail для рассылок", "тип компании"),
        *("тип контакта", "сфера деятельности", "повторный лид", "повторная сделка", "предполагаемая дата закрытия", "корпоративный сайт"),
        *("реквизит (россия): инн", "реквизит (россия): кпп", "группа стадий", "название лида", "кем изменен", "кем изменена"),
        *("дополнительно об источнике", "дополнительно о статусе", "экспорт", "открытая линия"),
    },
    "amocrm": {
        *("этап сделки", "бюджет", "бюджет сделки", "дата создания сделки", "кем создана сделка", "дата редактирования", "теги"),
        *("кем редактирована", "кем редактирован", "полное имя контакта", "компания контакта", "рабочий прямой телефон", "roistat"),
        *("рабочий email", "личный email", "другой email", "ответственный за контакт", "примечание 2", "дата создания контакта"),
    },
}
_FEWEST_COLUMNS = 2


class Foreign(Exception):
    """The table is of no kind that a move can make anything of."""


def system_of(head):
    """The code of the old CRM, or "" where the titles do not tell."""
    titles = {sort_key(title) for title in head}
    counts = {code: len(titles & {sort_key(title) for title in marks}) for code, marks in _TITLES.items()}
    code = max(counts, key=counts.get)
    return code if counts[code] >= 2 else ""


def check_known(run):
    """Raises Foreign for a table of which hardly a column is known."""
    target = TARGETS[run.what]
    found = set(target.guess(run.head).values())
    if len(found) < _FEWEST_COLUMNS or not found & set(target.needs):
        raise Foreign
