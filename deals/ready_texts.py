"""Texts of the ready funnels, in both languages: (name, purpose, when a card comes here, when it may leave)."""

WON = {
    "kind": "won",
    "probability": 100,
    "section": "CRM-01/deal-won",
    "fields": ["amount", "contract_number", "phone"],
    "ru": ("Успешно", "Сделка выиграна: деньги получены, обязательства понятны.", "Все проверки выигрыша пройдены.", ""),
    "en": ("Won", "The deal is won: money has come, what we owe is clear.", "All checks of a win are passed.", ""),
}
LOST = {
    "kind": "lost",
    "section": "CRM-01/deal-lost",
    "ru": ("Проиграна", "Сделка закрыта без продажи; причина учит, где мы теряем.", "Клиент отказался или пропал.", ""),
    "en": ("Lost", "The deal ended without a sale; the reason teaches where we lose.", "The client refused or vanished.", ""),
}

FUNNELS = {
    "incoming": {
        "name": {"ru": "Входящие продажи", "en": "Incoming sales"},
        "position": 10,
        "options": {"target_only": True},
        "stages": [
            {
                "kind": "entry",
                "probability": 10,
                "days": 1,
                "fields": ["source"],
                "section": "CRM-01/stages",
                "ru": (
                    "Новая заявка",
                    "Ни одно обращение не теряется: у каждого есть ответственный и первый звонок.",
                    "Клиент обратился сам: позвонил, написал, пришёл.",
                    "Состоялся первый разговор.",
                ),
                "en": (
                    "New enquiry",
                    "No enquiry is lost: each has an owner and a first call.",
                    "The client came to us: called, wrote, walked in.",
                    "The first talk has taken place.",
                ),
            },
            {
                "probability": 25,
                "days": 3,
                "fields": ["product", "phone"],
                "section": "CRM-01/stages",
                "ru": (
                    "Потребность ясна",
                    "Понимаем, что нужно клиенту, к какому сроку и кто решает.",
                    "Клиент сказал, что ему нужно, к какому сроку и кто решает.",
                    "Готово предложение с ценой и условиями.",
                ),
                "en": (
                    "Need is clear",
                    "We know what the client needs, by when, and who decides.",
                    "The client told us what is needed, by when and who decides.",
                    "An offer with price and terms is ready.",
                ),
            },
            {
                "probability": 50,
                "days": 3,
                "fields": ["amount", "decision_on"],
                "section": "CRM-01/stages",
                "ru": (
                    "КП отправлено",
                    "Клиент видит цену и условия и знает, когда мы вернёмся за ответом.",
                    "Клиент подтвердил, что получил предложение, и назвал дату ответа.",
                    "Клиент выбрал нас.",
                ),
                "en": (
                    "Offer sent",
                    "The client sees price and terms and knows when we come back for the answer.",
                    "The client has confirmed the offer and named the date of the answer.",
                    "The client has chosen us.",
                ),
            },
            {
                "probability": 75,
                "days": 5,
                "fields": ["expected_close_on"],
                "section": "CRM-01/stages",
                "ru": (
                    "Условия согласованы",
                    "Цена, срок и оплата не обсуждаются больше.",
                    "Клиент подтвердил цену, срок и оплату письменно.",
                    "Договор готов к подписи.",
                ),
                "en": (
                    "Terms agreed",
                    "Price, date and payment are settled.",
                    "The client has confirmed price, date and payment in writing.",
                    "The contract is ready to be signed.",
                ),
            },
            {
                "probability": 90,
                "days": 5,
                "fields": ["contract_number"],
                "section": "CRM-01/stages",
                "ru": ("Договор подписан", "Обязательства сторон закреплены.", "Договор подписали обе стороны.", "Оплата пришла."),
                "en": ("Contract signed", "Both sides are bound.", "Both sides have signed the contract.", "The payment has come."),
            },
            WON,
            LOST,
        ],
        "reasons": ["price", "others", "no_need", "silent", "no_stock", "no_money", "double"],
    },
    "active": {
        "name": {"ru": "Активные продажи", "en": "Active sales"},
        "position": 20,
        "stages": [
            {
                "kind": "entry",
                "probability": 5,
                "days": 3,
                "section": "CRM-01/stages",
                "ru": (
                    "Клиент выбран",
                    "Звоним тем, кому есть что предложить, а не по случайному списку.",
                    "Клиент взят из базы или списка.",
                    "Известно, с кем говорить и что предложить.",
                ),
                "en": (
                    "Client chosen",
                    "We call those we have something for, not a random list.",
                    "The client was taken from the base or a list.",
                    "We know whom to talk to and what to offer.",
                ),
            },
            {
                "probability": 15,
                "days": 5,
                "fields": ["phone"],
                "section": "CRM-01/stages",
                "ru": (
                    "Первый разговор состоялся",
                    "Узнали, есть ли потребность.",
                    "Дозвонились до нужного человека и поговорили.",
                    "Клиент согласился на встречу.",
                ),
                "en": (
                    "First talk held",
                    "We learnt whether there is a need.",
                    "We reached the right person and talked.",
                    "The client agreed to meet.",
                ),
            },
            {
                "probability": 35,
                "days": 7,
                "fields": ["product"],
                "section": "CRM-01/stages",
                "ru": ("Встреча проведена", "Показали решение тому, кто решает.", "Встреча состоялась.", "Клиент попросил предложение."),
                "en": (
                    "Meeting held",
                    "We showed the solution to the one who decides.",
                    "The meeting has taken place.",
                    "The client asked for an offer.",
                ),
            },
            {
                "probability": 50,
                "days": 5,
                "fields": ["amount", "decision_on"],
                "section": "CRM-01/stages",
                "ru": (
                    "КП отправлено",
                    "Клиент видит цену и условия.",
                    "Клиент получил предложение и назвал дату ответа.",
                    "Клиент согласился на условия.",
                ),
                "en": (
                    "Offer sent",
                    "The client sees price and terms.",
                    "The client has the offer and named the date of the answer.",
                    "The client agreed to the terms.",
                ),
            },
            {
                "probability": 90,
                "days": 7,
                "fields": ["contract_number"],
                "section": "CRM-01/stages",
                "ru": ("Договор подписан", "Обязательства сторон закреплены.", "Договор подписали обе стороны.", "Оплата пришла."),
                "en": ("Contract signed", "Both sides are bound.", "Both sides have signed the contract.", "The payment has come."),
            },
            WON,
            LOST,
        ],
        "reasons": ["price", "others", "no_need", "silent", "no_money"],
    },
    "leads": {
        "name": {"ru": "Лиды", "en": "Leads"},
        "cards": "leads",
        "position": 5,
        "stages": [
            {
                "kind": "entry",
                "days": 1,
                "section": "CRM-01/first-contact",
                "ru": ("Новый лид", "Каждому, кто обратился, отвечают сразу.", "Пришло обращение.", "Лид взят, первый звонок сделан."),
                "en": (
                    "New lead",
                    "Everyone who asks is answered at once.",
                    "An enquiry has come.",
                    "The lead is taken, the first call is made.",
                ),
            },
            {
                "days": 3,
                "section": "CRM-01/first-contact",
                "ru": ("Контакт состоялся", "Выясняем, покупатель ли это.", "Разговор состоялся.", "Понятно, нужна ли сделка."),
                "en": (
                    "Contact made",
                    "We find out whether this is a buyer.",
                    "The talk has taken place.",
                    "It is clear whether a deal is needed.",
                ),
            },
            {
                **WON,
                "fields": [],
                "section": "CRM-01/qualification",
                "ru": ("Передан в сделку", "Лид стал сделкой.", "", ""),
                "en": ("Became a deal", "The lead became a deal.", "", ""),
            },
            {
                **LOST,
                "section": "CRM-01/lead-rejected",
                "ru": ("Отклонён", "Не покупатель.", "", ""),
                "en": ("Rejected", "Not a buyer.", "", ""),
            },
        ],
        "reasons": ["spam", "not_ours", "double", "wrong_number", "silent"],
    },
}

REASONS = {
    "price": {"ru": ("Дорого", "не прошли по цене"), "en": ("Too expensive", "lost on price"), "needs_comment": True},
    "others": {
        "ru": ("Выбрали другого поставщика", "назовите, кого"),
        "en": ("Chose another supplier", "say whom"),
        "needs_competitor": True,
        "needs_comment": True,
    },
    "no_need": {
        "ru": ("Потребность отпала", "проект закрыт или отложен"),
        "en": ("Need is gone", "the project was closed or put off"),
        "return_in_months": 6,
    },
    "silent": {
        "ru": ("Клиент пропал", "не отвечает после трёх попыток"),
        "en": ("Client went silent", "no answer after three tries"),
        "return_in_months": 3,
    },
    "no_stock": {
        "ru": ("Нет в наличии", "срок поставки не подошёл"),
        "en": ("Not in stock", "the delivery time did not suit"),
        "needs_comment": True,
    },
    "no_money": {
        "ru": ("Нет финансирования", "кредит или лизинг не одобрен"),
        "en": ("No funding", "credit or leasing refused"),
        "return_in_months": 6,
    },
    "double": {"ru": ("Дубль", "такая сделка уже есть"), "en": ("Duplicate", "such a deal exists already")},
    "spam": {"ru": ("Спам", "реклама, ошибка"), "en": ("Spam", "advertising, a mistake")},
    "not_ours": {"ru": ("Не наш товар", "такого не продаём"), "en": ("Not our product", "we do not sell this")},
    "wrong_number": {"ru": ("Неверный телефон", "связаться невозможно"), "en": ("Wrong number", "cannot be reached")},
}
