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
                "Первый разговор состоялся.",
                "Известны работа, трактор и срок.",
            ),
            (
                "Need is clear",
                "We know which machine, by when and who decides.",
                "The first talk has taken place.",
                "Work, tractor and date are known.",
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
            ("КП отправлено", "Клиент видит цену и условия.", "Потребность ясна.", "Клиент назвал дату ответа."),
            ("Offer sent", "The client sees price and terms.", "The need is clear.", "The client named the date of the answer."),
            2,
            45,
            ["amount", "decision_on"],
        ),
        _stage(
            (
                "Техника выбрана",
                "Клиент осмотрел технику и выбрал комплектацию.",
                "Клиент ответил на КП.",
                "Комплектация подтверждена.",
            ),
            (
                "Machine chosen",
                "The client saw the machine and chose the equipment.",
                "The client answered.",
                "The equipment is confirmed.",
            ),
            5,
            60,
            ["expected_close_on"],
        ),
        _stage(
            ("Договор подписан", "Обязательства сторон закреплены.", "Комплектация подтверждена.", "Есть подписанный скан."),
            ("Contract signed", "Both sides are bound.", "The equipment is confirmed.", "There is a signed scan."),
            4,
            80,
            ["contract_number"],
        ),
        _stage(
            ("Предоплата внесена", "Деньги пришли, можно бронировать отгрузку.", "Счёт оплачен.", "Техника готова к отгрузке."),
            ("Prepayment made", "The money has come, shipping can be booked.", "The invoice is paid.", "The machine is ready to ship."),
            7,
            90,
        ),
        _stage(
            ("Техника отгружена", "Клиент получил технику.", "Отгрузка назначена.", "Подписан акт."),
            ("Machine shipped", "The client has the machine.", "Shipping is set.", "The act is signed."),
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
            ("Работы оценены", "Клиент знает цену и срок.", "Диагностика проведена.", "Клиент согласен с ценой."),
            ("Work estimated", "The client knows price and date.", "The machine was looked at.", "The client agrees to the price."),
            2,
            60,
            ["amount"],
        ),
        _stage(
            ("Работы выполнены", "Техника работает.", "Запчасти на месте.", "Акт подписан."),
            ("Work done", "The machine runs.", "The parts are here.", "The act is signed."),
            5,
            90,
        ),
        WON,
        LOST,
    ],
    "reasons": ["price", "others", "silent", "no_stock"],
}
