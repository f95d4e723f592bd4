from django.db import migrations

# Leads of before get the interval of whoever has them now, and the acts that their protocol tells of: what was done with
# a client before the rules look at leads is not held against anybody.
FORWARD = """
INSERT INTO leads_leadowning (card_id, owner_id, department_id, recorded_at, replaced_at)
SELECT id, owner_id, department_id, recorded_at, '2999-01-01 00:00:00+00' FROM leads_lead lead
WHERE NOT EXISTS (SELECT FROM leads_leadowning known WHERE known.card_id = lead.id);

INSERT INTO leads_leadact (lead_id, kind, by_id, happened_at, recorded_at)
SELECT lead.id, told.kind, told.actor_id, told.happened_at, told.recorded_at
FROM leads_lead lead
JOIN (
    SELECT entry.*, CASE
        WHEN verb = 'logged_meeting' THEN 'meeting'
        WHEN verb = 'logged_letter' THEN 'letter'
        WHEN verb = 'logged_call' OR (verb = 'called' AND details ->> 'direction' = 'out') THEN 'call_out'
        WHEN verb = 'called' AND details ->> 'outcome' = 'answered' THEN 'call_in'
        WHEN verb = 'task_done' AND NOT EXISTS (
            SELECT FROM timeline_entry again
            WHERE again.subject_kind = 'lead' AND again.subject_id = entry.subject_id AND again.verb = 'task_reopened'
              AND again.details ->> 'task' = entry.details ->> 'task'
              AND again.recorded_at BETWEEN entry.recorded_at AND entry.recorded_at + interval '10 seconds'
        ) THEN 'task'
    END AS kind
    FROM timeline_entry entry
    WHERE subject_kind = 'lead' AND verb IN ('logged_meeting', 'logged_letter', 'logged_call', 'called', 'task_done')
) told ON told.subject_id = lead.id AND told.kind IS NOT NULL
WHERE NOT EXISTS (SELECT FROM leads_leadact known WHERE known.lead_id = lead.id);
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_history_of_leads"), ("timeline", "0003_file_forgotten_at")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
