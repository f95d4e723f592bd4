"""Words of the made-up company, in both languages: a dealer in trailers and attachments for tractors."""

VAT, VAT_BEFORE_2026 = 22, 20
COMPANY = {"ru": "Южная техника", "en": "Southern Machinery"}
DEPARTMENTS = {
    "root": {"ru": "Дирекция", "en": "Directorate"},
    "sales": {"ru": "Продажа техники", "en": "Machinery sales"},
    "service": {"ru": "Сервис и запчасти", "en": "Service and parts"},
}

# login: (first name, last name, department, role) per language
PEOPLE = {
    "admin": ({"ru": "Ольга Белова", "en": "Olivia Bell"}, "root", "administrator", {"ru": "Администратор CRM", "en": "CRM administrator"}),
    "auditor": ({"ru": "Пётр Зимин", "en": "Peter Winter"}, "root", "auditor", {"ru": "Внутренний контроль", "en": "Internal control"}),
    "head": ({"ru": "Сергей Орлов", "en": "Simon Eagle"}, "sales", "head", {"ru": "Руководитель отдела продаж", "en": "Head of sales"}),
    "anna": ({"ru": "Анна Ковалёва", "en": "Anna Smith"}, "sales", "manager", {"ru": "Менеджер по продажам", "en": "Sales manager"}),
    "boris": ({"ru": "Борис Савельев", "en": "Boris Savage"}, "sales", "manager", {"ru": "Менеджер по продажам", "en": "Sales manager"}),
    "marina": ({"ru": "Марина Тихонова", "en": "Marina Quiet"}, "sales", "manager", {"ru": "Менеджер по продажам", "en": "Sales manager"}),
    "dmitry": ({"ru": "Дмитрий Лазарев", "en": "Dmitri Lazar"}, "sales", "manager", {"ru": "Менеджер по продажам", "en": "Sales manager"}),
    "ruslan": ({"ru": "Руслан Ахметов", "en": "Ruslan Ahmed"}, "sales", "manager", {"ru": "Менеджер по продажам", "en": "Sales manager"}),
    "egor": ({"ru": "Егор Новиков", "en": "Egor Newman"}, "sales", "trainee", {"ru": "Стажёр", "en": "Trainee"}),
    "head2": ({"ru": "Галина Мороз", "en": "Gail Frost"}, "service", "head", {"ru": "Руководитель сервиса", "en": "Head of service"}),
    "vera": ({"ru": "Вера Соколова", "en": "Vera Falcon"}, "service", "manager", {"ru": "Менеджер по сервису", "en": "Service manager"}),
    "timur": ({"ru": "Тимур Каримов", "en": "Timothy Karim"}, "service", "manager", {"ru": "Менеджер по сервису", "en": "Service manager"}),
}

# Each seller loses at another place: conversion per step, in order of the stages; tasks late, deals without a task.
HABITS = {
    "anna": (0.93, 0.04, 0.02),
    "boris": (0.86, 0.12, 0.05),
    "marina": (0.94, 0.01, 0.0),
    "dmitry": (0.84, 0.15, 0.08),
    "ruslan": (0.90, 0.02, 0.01),
    "vera": (0.91, 0.05, 0.03),
    "timur": (0.88, 0.08, 0.05),
}

FORMS = {"ru": ["ООО", "ООО", "КФХ", "СПК", "АО", "ИП", "МУП"], "en": ["Ltd", "Ltd", "Farm", "Co-op", "plc", "& Sons", "Council"]}
FIRST_HALVES = {
    "ru": "Агро Зерно Степь Кубань Нива Юг Рассвет Колос Заря Луг Родник Дон Терек Маяк Восход Урожай Пашня Простор Полюс Вектор Строй Дорога Парк Сад Ферма".split(),
    "en": "Agri Grain Steppe River Field South Sunrise Wheat Dawn Meadow Spring Don Hill Beacon East Harvest Plough Plain Pole Vector Build Road Park Orchard Barn".split(),
}
SECOND_HALVES = {
    "ru": "Агро Трейд Юг Инвест Техника Сервис Плюс Снаб Строй Пром Лидер Союз Групп Край Холдинг Дар Век Маш Транс Центр".split(),
    "en": "Agro Trade South Invest Machines Service Plus Supply Works Pro Leader Union Group Land Holding Gift Age Mech Trans Centre".split(),
}
FIRST_NAMES = {
    "ru": "Вадим Елена Нина Юрий Тимофей Рамазан Олег Павел Светлана Артём Алексей Ирина Лев Виктор Денис Мария Роман Степан Гагик Зоя Илья Лариса Николай Ольга Игорь Татьяна Константин Людмила Фёдор Семён".split(),
    "en": "Vadim Helen Nina George Timothy Ramsey Oliver Paul Claire Arthur Alex Irene Leo Victor Dennis Mary Roman Stephen Gareth Zoe Elias Laura Nicholas Olga Ian Tanya Conrad Lucy Theo Simon".split(),
}
LAST_NAMES = {
    "ru": "Черненко Кравец Остапенко Гончар Юрьева-Длиннофамильная Мельник Лысенко Самарин Дорохов Емельянов Лазутин Кулик Швец Нечаев Рыжко Бондаренко Ткачук Гаджи Малыш Саенко Шевцов Коваль Гринько Дьяченко Марченко Сидоренко Онищенко Белых Черных Живаго".split(),
    "en": "Blackwood Carver Easton Potter Long-Winded-Surname Miller Baldwin Summers Roads Emerson Lazenby Snipe Sewell Newton Ginger Cooper Weaver Hajji Little Sayer Shaw Smithson Green Deacon Marsh Sydney Onslow White Black Lively".split(),
}
PRODUCTS = {
    "ru": {
        "Прицепы": [
            ("Прицеп МЗСА 817715", 164500),
            ("Прицеп 2ПТС-4,5", 540000),
            ("Прицеп 2ПТС-6,5", 738000),
            ("Полуприцеп ПСТБ-12", 1870000),
            ("Прицеп-платформа ЛАВ 81013", 189900),
        ],
        "Почва": [
            ("Плуг ПЛН-3-35", 148000),
            ("Плуг ПСКу-4", 236000),
            ("Борона дисковая БДМ-3×4", 1248000),
            ("Культиватор КПС-4", 287000),
            ("Борона БДТ-7", 1120000),
        ],
        "Уход и уборка": [
            ("Сеялка СЗ-3,6", 632000),
            ("Опрыскиватель ОП-2000", 874000),
            ("Косилка роторная КРН-2,1", 176000),
            ("Пресс-подборщик ПРФ-145", 985000),
            ("Грабли-ворошилки ГВР-6", 264000),
        ],
        "Коммунальная": [
            ("Щётка коммунальная МК-2,0", 212000),
            ("Отвал коммунальный ОК-2,5", 98000),
            ("Погрузчик фронтальный ПФН-0,8", 418000),
            ("Измельчитель ИВ-1,8", 318000),
            ("Ковш челюстной КЧ-0,6", 154000),
        ],
    },
    "en": {
        "Trailers": [
            ("Trailer MT-750", 164500),
            ("Tipping trailer 4.5 t", 540000),
            ("Tipping trailer 6.5 t", 738000),
            ("Semi-trailer 12 t", 1870000),
            ("Flatbed trailer", 189900),
        ],
        "Soil": [
            ("Plough 3-35", 148000),
            ("Plough 4 furrows", 236000),
            ("Disc harrow 3×4", 1248000),
            ("Cultivator 4 m", 287000),
            ("Harrow 7 m", 1120000),
        ],
        "Crop care": [
            ("Seed drill 3.6", 632000),
            ("Sprayer 2000", 874000),
            ("Rotary mower 2.1", 176000),
            ("Round baler 145", 985000),
            ("Rake-tedder 6", 264000),
        ],
        "Municipal": [
            ("Sweeper 2.0", 212000),
            ("Snow blade 2.5", 98000),
            ("Front loader 0.8", 418000),
            ("Shredder 1.8", 318000),
            ("Grab bucket 0.6", 154000),
        ],
    },
}
TASKS = {
    "ru": [
        ("call", "Уточнить ширину захвата и трактор"),
        ("call", "Первый звонок: потребность и срок"),
        ("letter", "Получить ответ по КП"),
        ("offer", "Отправить КП"),
        ("meeting", "Осмотр техники на площадке"),
        ("document", "Получить подписанный договор"),
        ("call", "Согласовать комплектацию"),
        ("document", "Выставить счёт"),
        ("other", "Проверить бронь на складе"),
    ],
    "en": [
        ("call", "Clarify working width and tractor"),
        ("call", "First call: need and date"),
        ("letter", "Get the answer to the offer"),
        ("offer", "Send the offer"),
        ("meeting", "Show the machine on the yard"),
        ("document", "Get the signed contract"),
        ("call", "Agree on the equipment"),
        ("document", "Issue the invoice"),
        ("other", "Check the reservation in stock"),
    ],
}
COMMENTS = {
    "ru": [
        "Клиент сравнивает с БДТ-3, просит уточнить, подойдёт ли захват 3 м. Договорились созвониться завтра.",
        "Решение принимает директор, бухгалтер ждёт счёт. Следующий шаг: выслать реквизиты.",
        "Готовы взять до 15-го, если отгрузим сразу. Проверяю наличие.",
        "Просит скидку 3 %. Предложил доставку за наш счёт.",
        "Не дозвонился с двух попыток, отправил сообщение.",
    ],
    "en": [
        "The client compares with another make and asks whether 3 m will do. We talk again tomorrow.",
        "The director decides, the accountant waits for the invoice. Next: send our details.",
        "Ready to buy by the 15th if we ship at once. Checking the stock.",
        "Asks for a 3% discount. Offered free delivery instead.",
        "No answer after two tries, sent a message.",
    ],
}
FUNNEL = {
    "ru": {"sales": "Прицепы и навесное", "service": "Сервис и запчасти"},
    "en": {"sales": "Trailers and attachments", "service": "Service and parts"},
}
FIELDS = [
    ("purpose", "text", {"ru": "Назначение", "en": "Purpose"}),
    ("tractor", "text", {"ru": "Трактор", "en": "Tractor"}),
    ("width", "number", {"ru": "Ширина захвата, м", "en": "Working width, m"}),
    ("offer_file", "file", {"ru": "Файл КП", "en": "Offer file"}),
    ("contract_scan", "file", {"ru": "Скан договора", "en": "Scan of the contract"}),
    ("delivery_on", "date", {"ru": "Дата отгрузки", "en": "Shipping date"}),
]

LEADS = {
    "ru": [
        "плуг для МТЗ-82",
        "прицеп под лодку 6 м",
        "запрос цен на бороны",
        "навесное на погрузчик",
        "опрыскиватель, рассрочка",
        "щётка для ЖКХ",
        "запчасти к сеялке",
        "косилка, доставка в Ростов",
    ],
    "en": [
        "plough for an MTZ-82",
        "trailer for a 6 m boat",
        "prices of harrows",
        "attachment for a loader",
        "sprayer, instalments",
        "sweeper for the town",
        "parts for a seed drill",
        "mower, delivery to Rostov",
    ],
}
CALLS = {
    "ru": [
        "Уточнили трактор и площадь, ждут расчёт.",
        "Сравнивает с другой маркой, договорились созвониться завтра.",
        "Просит счёт на предоплату.",
        "Отгрузка в пятницу, водитель предупреждён.",
    ],
    "en": [
        "Clarified tractor and area, they wait for figures.",
        "Compares with another make, we talk again tomorrow.",
        "Asks for an invoice for the prepayment.",
        "Shipping on Friday, the driver knows.",
    ],
}
INTAKE = {
    "ru": {
        "form": "Форма на сайте",
        "webhook": "Тильда: страница прицепов",
        "heading": "Подберём прицеп или навесное за день",
        "questions": [
            ("person", "Как к вам обращаться", True),
            ("phone", "Телефон", True),
            ("email", "Почта для расчёта", False),
            ("own1", "Город или регион", False),
            ("comment", "Что вы выбираете", False),
        ],
        "consent": "Согласен, чтобы со мной связались по этому обращению",
        "thanks": "Спасибо! Перезвоним в течение часа в рабочее время.",
        "scenarios": [
            {"name": "Юг", "regions": "Краснодар, Ростов, Адыгея, Ставрополь", "first_task": "Позвонить в течение получаса"},
            {"name": "Все остальные"},
        ],
        "answer": {
            "first_task": "Позвонить по заявке с сайта",
            "plan": "1. Позвонить в течение часа.\n2. Узнать трактор, площадь и срок.\n3. Обещать расчёт с датой и записать её в сделку.",
            "script": "Здравствуйте! Вы оставили заявку у нас на сайте. Подскажите, для какого трактора выбираете и к какому сроку нужно?",
        },
    },
    "en": {
        "form": "Form on the site",
        "webhook": "Landing page of the trailers",
        "heading": "We find your trailer or attachment within a day",
        "questions": [
            ("person", "Your name", True),
            ("phone", "Your phone", True),
            ("email", "E-mail for the offer", False),
            ("own1", "City or region", False),
            ("comment", "What are you choosing?", False),
        ],
        "consent": "I agree to be contacted about this enquiry",
        "thanks": "Thank you! We call within a working hour.",
        "scenarios": [
            {"name": "South", "regions": "Krasnodar, Rostov, Adygea, Stavropol", "first_task": "Call within half an hour"},
            {"name": "All others"},
        ],
        "answer": {
            "first_task": "Call about the enquiry of the site",
            "plan": "1. Call within the hour.\n2. Find out the tractor, the area and the date.\n3. Promise figures with a date and note it in the deal.",
            "script": "Good day! You have left an enquiry on our site. Which tractor is it for, and when do you need it?",
        },
    },
}

CONSENT = {"ru": "анкета покупателя", "en": "buyer’s form"}
SCORES = {
    "ru": {
        "high": [
            "Привезли в срок, собрали и показали, как работать.",
            "Всё чётко: счёт, отгрузка, документы в один день.",
            "Менеджер на связи, подсказал по навеске под наш трактор.",
            "Берём у вас не первый год.",
        ],
        "low": [
            "Ждали на неделю дольше, чем обещали.",
            "Документы пришлось просить три раза.",
            "Техника хорошая, но о доставке никто не предупредил.",
        ],
    },
    "en": {
        "high": [
            "Delivered on time, assembled and shown how to use it.",
            "Invoice, shipping and papers, all in one day.",
            "The manager found the right hitch for our tractor.",
            "Not our first year with you.",
        ],
        "low": [
            "We waited a week longer than promised.",
            "Had to ask for the papers three times.",
            "Good machine, but nobody told us when it would come.",
        ],
    },
}
STREETS = {
    "ru": ["ул. Степная", "ул. Заводская", "ул. Мира", "ул. Полевая", "пер. Садовый"],
    "en": ["Steppe Street", "Mill Road", "Peace Street", "Field Lane", "Garden Row"],
}
TOWNS = {
    "ru": ["350000, Краснодар", "346880, Батайск", "355000, Ставрополь", "353440, Анапа", "347900, Таганрог"],
    "en": ["350000 Krasnodar", "346880 Bataysk", "355000 Stavropol", "353440 Anapa", "347900 Taganrog"],
}
REMARKS = {
    "ru": {
        "price": "Скидка больше разрешённой: кто её согласовал?",
        "files": "Вместо скана договора приложено фото чека.",
        "talk": "Разговор короткий: из него не видно, что условия подтверждены.",
        "contract": "Номер договора не совпадает с номером на скане.",
    },
    "en": {
        "price": "The discount is larger than was allowed: who agreed to it?",
        "files": "A photo of the receipt is attached instead of the scanned contract.",
        "talk": "The talk is short: it does not show that the terms were confirmed.",
        "contract": "The contract number differs from the one on the scan.",
    },
}
STEPS_BACK = {
    "ru": [
        "Клиент сменил модель, считаем предложение заново.",
        "Поставил стадию раньше времени: подписи ещё нет.",
        "Банк вернул документы, договор переделываем.",
        "Стадия верна: подпись есть на втором экземпляре.",
    ],
    "en": [
        "The client changed the model, we make the offer anew.",
        "I moved it too early: it is not signed yet.",
        "The bank sent the papers back, the contract is being redone.",
        "The stage is right: the signature is on the second copy.",
    ],
}

HAND_OFFS = {
    "ru": {
        "work": [
            (
                "Запустить у клиента и обучить механизатора",
                "Машина на площадке с понедельника. Главный инженер — Сергей.",
                ["Акт пуска", "Обучение"],
            ),
            (
                "Провести первое ТО",
                "Наработка 50 часов к концу недели.",
                ["Масло и фильтры с собой", "Отзыв клиента", "Дата следующего ТО"],
            ),
            ("КП с доставкой, показать в работе у соседей", "Решает директор, потребность подтверждена.", ["Расчёт доставки", "Показ"]),
        ],
        "lacking": ["Нет телефона того, кто решает.", "Договор не подписан, ехать рано.", "Не указан адрес площадки."],
    },
    "en": {
        "work": [
            (
                "Start it up at the client’s and train the operator",
                "On site since Monday. Ask for Sergey, the engineer.",
                ["Act", "Training"],
            ),
            (
                "First service",
                "Fifty hours by the end of the week.",
                ["Oil and filters along", "What the client says", "Date of the next one"],
            ),
            ("Offer with delivery, a show at the neighbours’", "The director decides; the need is real.", ["Delivery", "Show"]),
        ],
        "lacking": ["No phone of whoever decides.", "The contract is not signed: too early.", "The address of the site is missing."],
    },
}
