"""The words of the ready templates, in both languages. {{ … }} are the marks that a document fills."""

NAMES = {
    "offer": {"ru": "Коммерческое предложение", "en": "Offer"},
    "contract": {"ru": "Договор поставки", "en": "Supply contract"},
    "invoice": {"ru": "Счёт на оплату", "en": "Invoice"},
    "act": {"ru": "Акт приёмки", "en": "Acceptance certificate"},
}
FORMATS = {
    "offer": {"ru": "КП-{number}", "en": "OF-{number}"},
    "contract": {"ru": "{number}/{year}", "en": "{number}/{year}"},
    "invoice": {"ru": "{number}", "en": "{number}"},
    "act": {"ru": "{number}", "en": "{number}"},
}
HEADS = {
    "ru": ("№", "Товар, услуга", "Кол-во", "Ед.", "Цена", "Скидка", "НДС", "Сумма"),
    "en": ("No.", "Product, service", "Qty", "Unit", "Price", "Discount", "VAT", "Sum"),
}
CELLS = (
    "{{ line.n }}",
    "{{ line.name }}",
    "{{ line.quantity }}",
    "{{ line.unit }}",
    "{{ line.price }}",
    "{{ line.discount }}",
    "{{ line.vat }}",
    "{{ line.total }}",
)
TOTALS = {
    "ru": (("Итого:", "{{ total }}"), ("В том числе НДС:", "{{ total_vat or 'без НДС' }}")),
    "en": (("Total:", "{{ total }}"), ("Of which VAT:", "{{ total_vat or 'none' }}")),
}
IN_WORDS = {
    "ru": "Всего наименований {{ count }}, на сумму {{ total }} {{ currency }}\n{{ total_in_words }}.",
    "en": "{{ count }} items, {{ total }} {{ currency }} in total.\n{{ total_in_words }}.",
}
REQUISITES = {
    "ru": (
        "{{ %(side)s.full_name }}\n{%% if %(side)s.inn %%}ИНН {{ %(side)s.inn }}{%% endif %%}{%% if %(side)s.kpp %%}, КПП {{ %(side)s.kpp }}{%% endif %%}"
        "{%% if %(side)s.ogrn %%}, ОГРН {{ %(side)s.ogrn }}{%% endif %%}\n{{ %(side)s.address }}\n"
        "{%% if %(side)s.account %%}р/с {{ %(side)s.account }}{%% if %(side)s.bank %%} в {{ %(side)s.bank }}{%% endif %%}, БИК {{ %(side)s.bik }}{%% endif %%}"
    ),
    "en": (
        "{{ %(side)s.full_name }}\n{%% if %(side)s.inn %%}Tax No. {{ %(side)s.inn }}{%% endif %%}{%% if %(side)s.ogrn %%}, Reg. No. {{ %(side)s.ogrn }}{%% endif %%}\n"
        "{{ %(side)s.address }}\n{%% if %(side)s.account %%}Account {{ %(side)s.account }}{%% if %(side)s.bank %%}, {{ %(side)s.bank }}{%% endif %%}{%% endif %%}"
    ),
}
WORDS = {
    "ru": {
        "offer": "Коммерческое предложение № {{ number }} от {{ date }}",
        "for": "Для: {{ client.name }}{% if contact.name %}, {{ contact.name }}{% endif %}",
        "lead": "Благодарим за обращение и предлагаем:",
        "valid": "{% if valid_until %}Предложение действует до {{ valid_until }}.{% endif %}",
        "note": "{{ note }}",
        "manager": "Ваш менеджер: {{ manager.name }}{% if manager.phone %}, {{ manager.phone }}{% endif %}{% if manager.email %}, {{ manager.email }}{% endif %}",
        "invoice": "Счёт на оплату № {{ number }} от {{ date }}",
        "bank": "Банк получателя",
        "bik": "БИК",
        "corr": "Корр. счёт",
        "account": "Счёт",
        "payee": "Получатель",
        "seller": "Поставщик",
        "buyer": "Покупатель",
        "until": "{% if valid_until %}Оплатить до {{ valid_until }}.{% endif %}",
        "head": "{{ seller.head_title or 'Руководитель' }}",
        "accountant": "Бухгалтер",
        "contract": "Договор поставки № {{ number }}",
        "place": "{{ date }}",
        "parties": "{{ seller.full_name }}, именуемое далее «Поставщик», в лице: {{ seller.head_title }} {{ seller.head_name }}, с одной стороны, и {{ client.full_name }}, именуемое далее «Покупатель»{% if contact.full_name %}, в лице: {{ contact.position }} {{ contact.full_name }}{% endif %}, с другой стороны, заключили настоящий договор о следующем.",
        "clauses": (
            "1. Поставщик передаёт Покупателю товар, указанный в таблице ниже, а Покупатель принимает и оплачивает его.",
            "2. Цена договора составляет {{ total }} {{ currency }} ({{ total_in_words }}){% if total_vat %}, в том числе НДС {{ total_vat }}{% endif %}.",
            "3. Товар передаётся по акту; риск случайной гибели переходит к Покупателю в момент передачи.",
            "4. За просрочку оплаты или поставки сторона платит другой 0,1 % от суммы задержанного за каждый день, но не более 10 %.",
            "5. Споры стороны решают переговорами, а если не договорились — в арбитражном суде по месту нахождения истца.",
            "6. Договор составлен в двух экземплярах и действует до исполнения сторонами обязательств.",
        ),
        "details": "Реквизиты и подписи сторон",
        "act": "Акт приёмки № {{ number }} от {{ date }}",
        "act_basis": "{% if deal.contract_number %}По договору {{ deal.contract_number }}.{% endif %}",
        "accepted": "Перечисленное выше передано полностью и в срок. Покупатель претензий по количеству и качеству не имеет.",
    },
    "en": {
        "offer": "Offer No. {{ number }} of {{ date }}",
        "for": "For: {{ client.name }}{% if contact.name %}, {{ contact.name }}{% endif %}",
        "lead": "Thank you for your enquiry. We offer:",
        "valid": "{% if valid_until %}This offer is valid until {{ valid_until }}.{% endif %}",
        "note": "{{ note }}",
        "manager": "Your manager: {{ manager.name }}{% if manager.phone %}, {{ manager.phone }}{% endif %}{% if manager.email %}, {{ manager.email }}{% endif %}",
        "invoice": "Invoice No. {{ number }} of {{ date }}",
        "bank": "Bank of the payee",
        "bik": "Bank code",
        "corr": "Corr. account",
        "account": "Account",
        "payee": "Payee",
        "seller": "Seller",
        "buyer": "Buyer",
        "until": "{% if valid_until %}Please pay by {{ valid_until }}.{% endif %}",
        "head": "{{ seller.head_title or 'Director' }}",
        "accountant": "Accountant",
        "contract": "Supply contract No. {{ number }}",
        "place": "{{ date }}",
        "parties": "{{ seller.full_name }} (the Seller), represented by {{ seller.head_title }} {{ seller.head_name }}, and {{ client.full_name }} (the Buyer){% if contact.full_name %}, represented by {{ contact.position }} {{ contact.full_name }}{% endif %}, have agreed as follows.",
        "clauses": (
            "1. The Seller hands over to the Buyer the goods of the table below, and the Buyer accepts and pays for them.",
            "2. The price is {{ total }} {{ currency }} ({{ total_in_words }}){% if total_vat %}, of which VAT {{ total_vat }}{% endif %}.",
            "3. The goods are handed over by a certificate; the risk passes to the Buyer at that moment.",
            "4. For a delay of payment or delivery a party pays 0.1% of the delayed sum a day, 10% at most.",
            "5. The parties settle disputes by talks, and if these fail, in the court at the place of the claimant.",
            "6. This contract is made in two copies and holds until the parties have done what they owe.",
        ),
        "details": "Details and signatures of the parties",
        "act": "Acceptance certificate No. {{ number }} of {{ date }}",
        "act_basis": "{% if deal.contract_number %}Under contract {{ deal.contract_number }}.{% endif %}",
        "accepted": "All of the above has been handed over completely and in time. The Buyer has no claims as to quantity or quality.",
    },
}
