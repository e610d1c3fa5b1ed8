from django.db import migrations

# Delivery progress arrives later, and a payload may gain facts; everything else stays as it was written. A
# redaction, marked as one, may remove text. An entry is deleted only with its whole ticket, by
# `Ticket.objects.….delete()`, which announces that.
FORWARD = """
CREATE FUNCTION tickets_timeline_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('candor.erasing_tickets', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The timeline is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION tickets_timeline_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.public_id, NEW.ticket_id, NEW.kind, NEW.visibility, NEW.author_kind, NEW.author_id,
        NEW.author_name, NEW.channel, NEW.channel_message_id, NEW.has_attachments, NEW.created_at)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.ticket_id, OLD.kind, OLD.visibility, OLD.author_kind, OLD.author_id,
        OLD.author_name, OLD.channel, OLD.channel_message_id, OLD.has_attachments, OLD.created_at)
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
CREATE TRIGGER tickets_timeline_guarded BEFORE UPDATE ON tickets_timelineentry
    FOR EACH ROW EXECUTE FUNCTION tickets_timeline_guard();
CREATE TRIGGER tickets_timeline_kept BEFORE DELETE ON tickets_timelineentry
    FOR EACH ROW EXECUTE FUNCTION tickets_timeline_refuse();
CREATE TRIGGER tickets_timeline_not_emptied BEFORE TRUNCATE ON tickets_timelineentry
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_timeline_refuse();
"""
BACKWARD = """
DROP TRIGGER tickets_timeline_guarded ON tickets_timelineentry;
DROP TRIGGER tickets_timeline_kept ON tickets_timelineentry;
DROP TRIGGER tickets_timeline_not_emptied ON tickets_timelineentry;
DROP FUNCTION tickets_timeline_guard();
DROP FUNCTION tickets_timeline_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_search_terms_filled")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
