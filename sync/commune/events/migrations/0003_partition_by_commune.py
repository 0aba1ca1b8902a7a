from typing import Any

from django.db import migrations

LIST_OF_PARTITIONS = """
ALTER TABLE commune_event RENAME TO commune_event_whole;
CREATE TABLE commune_event (LIKE commune_event_whole INCLUDING DEFAULTS) PARTITION BY LIST (commune_id);
"""


def partition(apps: Any, schema_editor: Any) -> None:
    """On PostgreSQL, before there are rows: the log becomes a table of partitions, one a commune."""
    if schema_editor.connection.vendor != "postgresql":
        return
    Event = apps.get_model("events", "Event")
    Commune = apps.get_model("tenancy", "Commune")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LIST_OF_PARTITIONS)
        for commune in Commune.objects.all():
            cursor.execute(f"CREATE TABLE commune_event_{commune.pk} PARTITION OF commune_event FOR VALUES IN ({commune.pk})")
        cursor.execute("INSERT INTO commune_event SELECT * FROM commune_event_whole")
        cursor.execute("DROP TABLE commune_event_whole")
        cursor.execute("ALTER TABLE commune_event ADD CONSTRAINT commune_event_pkey PRIMARY KEY (commune_id, device_id, epoch, seq)")
    for index in Event._meta.indexes:
        schema_editor.add_index(Event, index)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_keys_by_commune'),
        ('tenancy', '0002_keys_by_commune'),
    ]

    operations = [
        migrations.RunPython(partition, migrations.RunPython.noop),
    ]
