"""Texts of the made-up funnels, in both languages: (name, purpose, when a card comes here, when it may leave)."""

from deals.ready_texts import LOST, WON

from .words import FUNNEL


def _stage(ru, en, days, probability, fields=(), kind="working", script=None):
    return {
        "kind": kind,
        "days": days,
        "probability": probability,
        "fields": list(fields),
        "section": "CRM-01/stages",
        "ru": ru,
        "en": en,
        "checklist": script or {},
    }


SALES = {
    "name": {key: value["sales"] for key, value in FUNNEL.items()},
    "position": 1,
    "stages": [
        _stage(
            ("Новая заявка", "Ни одна заявка не теряется.", "Клиент обратился сам.", "Состоялся первый разговор."),
            ("New enquiry", "No enquiry is lost.", "The client came to us.", "The first talk has taken place."),
            1,
            10,
            ["source"],
            "entry",
        ),
        _stage(
            (
                "Потребность ясна",
                "Понимаем, какая техника нужна, к какому сроку и кто решает.",
                "Известны работа, трактор, срок и тот, кто решает.",
                "Подобрана техника, готово КП.",
            ),
            (
                "Need is clear",
                "We know which machine, by when and who decides.",
                "Work, tractor, date and the person who decides are known.",
                "The machine is picked, the offer is ready.",
            ),
            3,
            25,
            ["product", "phone"],
            script={
                "ru": [
                    "Назначение и площадь",
                    "Марка и мощность трактора",
                    "Кто и когда решает",
                    "Ширина захвата и глубина",
                    "Назвать вилку цены, договориться о КП",
                ],
                "en": [
                    "Purpose and area",
                    "Make and power of the tractor",
                    "Who decides and when",
                    "Working width and depth",
                    "Name a price range, agree on an offer",
                ],
            },
        ),
        _stage(
            (
                "КП отправлено",
                "Клиент видит цену и условия.",
                "Клиент получил КП и назвал дату ответа.",
                "Клиент приехал на осмотр или ответил на КП.",
            ),
            (
                "Offer sent",
                "The client sees price and terms.",
                "The client has the offer and named the date of the answer.",
                "The client came to look or answered.",
            ),
            2,
            45,
            ["amount", "decision_on"],
        ),
        _stage(
            (
                "Техника выбрана",
                "Клиент осмотрел технику и выбрал комплектацию.",
                "Клиент назвал модель и комплектацию.",
                "Условия согласованы.",
            ),
            (
                "Machine chosen",
                "The client saw the machine and chose the equipment.",
                "The client named model and equipment.",
                "The terms are agreed.",
            ),
            5,
            60,
            ["expected_close_on"],
        ),
        _stage(
            (
                "Договор подписан",
                "Обязательства сторон закреплены.",
                "Договор подписали обе стороны, скан в сделке.",
                "Счёт выставлен и оплачен.",
            ),
            (
                "Contract signed",
                "Both sides are bound.",
                "Both sides have signed, the scan is in the deal.",
                "The invoice is issued and paid.",
            ),
            4,
            80,
            ["contract_number"],
        ),
        _stage(
            ("Предоплата внесена", "Деньги пришли, можно бронировать отгрузку.", "Деньги на счёте.", "Техника готова к отгрузке."),
            (
                "Prepayment made",
                "The money has come, shipping can be booked.",
                "The money is in the account.",
                "The machine is ready to ship.",
            ),
            7,
            90,
        ),
        _stage(
            ("Техника отгружена", "Клиент получил технику.", "Техника у клиента.", "Подписан акт."),
            ("Machine shipped", "The client has the machine.", "The machine is with the client.", "The act is signed."),
            3,
            97,
        ),
        WON,
        LOST,
    ],
    "reasons": ["price", "others", "no_need", "silent", "no_stock", "no_money", "double"],
}

SERVICE = {
    "name": {key: value["service"] for key, value in FUNNEL.items()},
    "position": 2,
    "options": {"target_only": True},
    "stages": [
        _stage(
            ("Запрос принят", "Запрос не теряется.", "Клиент обратился.", "Известны техника и неисправность."),
            ("Request taken", "No request is lost.", "The client asked.", "Machine and fault are known."),
            1,
            30,
            ["source"],
            "entry",
        ),
        _stage(
            ("Работы оценены", "Клиент знает цену и срок.", "Клиенту названы цена и срок.", "Клиент согласен с ценой."),
            (
                "Work estimated",
                "The client knows price and date.",
                "The client was told price and date.",
                "The client agrees to the price.",
            ),
            2,
            60,
            ["amount"],
        ),
        _stage(
            ("Работы выполнены", "Техника работает.", "Техника проверена и работает.", "Акт подписан."),
            ("Work done", "The machine runs.", "The machine was checked and runs.", "The act is signed."),
            5,
            90,
        ),
        WON,
        LOST,
    ],
    "reasons": ["price", "others", "silent", "no_stock"],
}
