"""Words of the chains of the made-up company, in both languages."""

CHAINS = {
    "relay": {
        "ru": (
            "Поиск клиента → Сделка → Сервис",
            "Один находит клиента, второй продаёт, третий обслуживает: каждый делает то, что умеет лучше всего.",
        ),
        "en": ("Client search → Deal → Service", "One finds the client, another sells, a third serves: everybody does what they do best."),
    },
    "after": {
        "ru": ("После продажи", "Чтобы клиент остался доволен и пришёл снова: отгрузка, звонок, замечания, отзыв."),
        "en": ("After the sale", "So that the client is content and comes again: shipment, a call, remarks, a review."),
    },
}

# (key, title, what exactly, check list) per chain and language
STEPS = {
    "relay": {
        "ru": [
            ("search", "Найти, кто решает", "Узнать, кто принимает решение, роль и потребность. Договориться о встрече.", []),
            (
                "deal",
                "Провести сделку",
                "КП с доставкой, показ в работе, договор.",
                ["КП отправлено", "Показ в работе", "Договор подписан"],
            ),
            ("service", "Запустить и провести первое ТО", "Ввод в работу, первое ТО, дата следующего.", ["Акт пуска", "Первое ТО"]),
        ],
        "en": [
            ("search", "Find who decides", "Learn who decides, their role and the need. Agree on a meeting.", []),
            (
                "deal",
                "Make the deal",
                "An offer with delivery, a show at work, the contract.",
                ["Offer sent", "Shown at work", "Contract signed"],
            ),
            (
                "service",
                "Start up and do the first service",
                "Put into work, first service, the date of the next.",
                ["Start-up act", "First service"],
            ),
        ],
    },
    "after": {
        "ru": [
            ("ship", "Проверить отгрузку и документы", "Машина, акт и счёт-фактура у клиента.", ["Акт", "Счёт-фактура"]),
            ("call", "Позвонить: всё ли работает", "Если есть замечания, закройте звонок результатом «Просит перезвонить».", []),
            ("fix", "Устранить замечания", "Выезд или запчасти, потом снова звонок.", ["Замечания записаны", "Замечания сняты"]),
            ("review", "Попросить отзыв", "", []),
        ],
        "en": [
            ("ship", "Check the shipment and the papers", "The machine, the act and the invoice are with the client.", ["Act", "Invoice"]),
            ("call", "Call: does everything work", "With remarks, close the call by the result “Asks to call back”.", []),
            ("fix", "Put the remarks right", "A visit or parts, then the call again.", ["Remarks noted", "Remarks settled"]),
            ("review", "Ask for a review", "", []),
        ],
    },
}
NOTES = {
    "ru": ["Клиент просит не звонить до десяти.", "", "Доставка — до конца месяца."],
    "en": ["Do not call before ten.", "", "Delivery by the end of the month."],
}
STOPPED = {"ru": "Клиент отложил покупку до весны", "en": "The client puts the purchase off until spring"}
RETURNED = {"ru": "Нет телефона главного инженера", "en": "The chief engineer's phone is missing"}
DONE = {"ru": "Сделано, клиент доволен", "en": "Done, the client is content"}
