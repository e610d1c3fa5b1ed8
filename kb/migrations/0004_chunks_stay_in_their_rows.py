from django.db import migrations

# Scoring a passage reads its words once for each word of the question. Above 2 KB PostgreSQL would move them
# out of the row, then fetch and unpack them each time; a passage's row always fits a page.
FORWARD = """
ALTER TABLE kb_chunk SET (toast_tuple_target = 8160);
ALTER TABLE kb_chunk ALTER COLUMN search SET STORAGE MAIN;
"""
BACKWARD = """
ALTER TABLE kb_chunk ALTER COLUMN search SET STORAGE EXTENDED;
ALTER TABLE kb_chunk RESET (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("kb", "0003_published_title")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
