"""Which section explains which rule: what a breach, a refusal or a screen links to."""

RULE_SECTIONS = {
    "unprocessed": ("CRM-01", "unprocessed"),
    "no_task": ("CRM-01", "next-step"),
    "overdue": ("CRM-01", "overdue"),
    "forward_only": ("CRM-01", "card-moves"),
    "four_rules": ("CRM-01", "four-rules"),
    "day_close": ("CRM-01", "evening-check"),
    "excuse": ("CRM-01", "four-rules"),
    "required_fields": ("CRM-01", "required-fields"),
    "stage": ("CRM-01", "stages"),
    "deal_name": ("CRM-01", "name-template"),
    "loss": ("CRM-01", "deal-lost"),
    "loss_comment": ("CRM-01", "loss-comment"),
    "won_checks": ("CRM-01", "deal-won"),
    "move_back": ("CRM-01", "card-moves"),
    "repeat_deal": ("CRM-01", "repeat-deal"),
    "hand_off": ("CRM-01", "hand-off"),
    "lead": ("CRM-01", "what-is-lead"),
    "lead_manual": ("CRM-01", "lead-manual"),
    "client_card": ("CRM-01", "client-card"),
    "lead_source": ("CRM-01", "channels"),
    "lead_take": ("CRM-01", "inbox"),
    "lead_rejected": ("CRM-01", "lead-rejected"),
    "first_call": ("CRM-01", "first-contact"),
    "conversion": ("CRM-01", "qualification"),
    "duplicate": ("CRM-01", "duplicates"),
    "whose_client": ("CRM-01", "whose-client"),
    "task_type": ("CRM-01", "task-types"),
    "task_result": ("CRM-01", "task-result"),
    "comment": ("CRM-01", "comment-formula"),
    "missed_call": ("CRM-01", "missed-calls"),
    "call_result": ("CRM-01", "call-result"),
    "log_event": ("CRM-01", "off-crm-talk"),
    "absence": ("CRM-01", "absence"),
    "figures": ("CRM-01", "figures"),
    "head_checks": ("CRM-01", "head-checks"),
    "roll_out": ("CHK-01", "goals"),
}
"""Codes as the rules themselves have them, so that a rule needs no foreign key to be explained."""


def section_code_for(rule):
    """("CRM-01", "next-step") for "no_task" or "no-task"; None for a rule nobody explained."""
    return RULE_SECTIONS.get(rule.replace("-", "_"))
