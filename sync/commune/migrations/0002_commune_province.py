from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commune", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="commune",
            name="province",
            field=models.SlugField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
