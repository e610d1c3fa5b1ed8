from django.db import migrations

# The erasure of a person, which says that it is one, takes the name of an author and the id of a message in
# its channel. Everything else of the timeline stays as guarded as it was.
_FUNCTION = """
CREATE OR REPLACE FUNCTION tickets_timeline_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.public_id, NEW.kind, NEW.visibility, NEW.author_kind, NEW.author_id,
        NEW.channel, NEW.has_attachments, NEW.created_at)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.kind, OLD.visibility, OLD.author_kind, OLD.author_id,
        OLD.channel, OLD.has_attachments, OLD.created_at)
       OR ((NEW.author_name, NEW.channel_message_id) IS DISTINCT FROM (OLD.author_name, OLD.channel_message_id)
           %s)
       OR ((NEW.ticket_id, NEW.merged_from) IS DISTINCT FROM (OLD.ticket_id, OLD.merged_from)
           AND current_setting('candor.moving_entries', true) IS DISTINCT FROM 'on')
       OR (OLD.is_redacted AND NOT NEW.is_redacted)
       OR (NOT NEW.is_redacted
           AND ((NEW.title, NEW.body_html, NEW.body_text) IS DISTINCT FROM
                (OLD.title, OLD.body_html, OLD.body_text)
                OR NOT NEW.payload @> OLD.payload))
    THEN
        RAISE EXCEPTION 'The timeline is append-only.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = _FUNCTION % "AND current_setting('candor.erasing_person', true) IS DISTINCT FROM 'on'"
BACKWARD = _FUNCTION % ""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_redactions_and_arrival")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
