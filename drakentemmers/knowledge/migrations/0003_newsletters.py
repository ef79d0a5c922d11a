import django.db.models.deletion
import drakentemmers.kernel.fields
import drakentemmers.kernel.ids
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_a_mail_may_have_html"),
        ("knowledge", "0002_films_pictures_at_the_top_and_versions_of_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsletterIssue",
            fields=[
                (
                    "knowledgepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="knowledge.knowledgepage",
                    ),
                ),
                (
                    "parts",
                    wagtail.fields.StreamField(
                        [("heading", 0), ("text", 1), ("page", 4), ("event", 6), ("picture", 9)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"icon": "title", "label": "Heading", "max_length": 120},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ul", "ol"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            2: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page", "page_type": ["knowledge.KnowledgePage"]},
                            ),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Leave it empty to use the summary of the page.",
                                    "label": "In other words",
                                    "max_length": 400,
                                    "required": False,
                                    "rows": 3,
                                },
                            ),
                            4: ("wagtail.blocks.StructBlock", [[("page", 2), ("words", 3)]], {}),
                            5: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Meeting", "page_type": ["knowledge.EventPage"]},
                            ),
                            6: ("wagtail.blocks.StructBlock", [[("page", 5)]], {}),
                            7: ("wagtail.images.blocks.ImageBlock", [], {"label": "Picture"}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Text below it", "max_length": 200, "required": False},
                            ),
                            9: ("wagtail.blocks.StructBlock", [[("picture", 7), ("caption", 8)]], {}),
                        },
                        verbose_name="Parts",
                    ),
                ),
            ],
            options={
                "verbose_name": "Newsletter",
                "verbose_name_plural": "Newsletters",
            },
            bases=("knowledge.knowledgepage",),
        ),
        migrations.CreateModel(
            name="NewsletterTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="Name")),
                (
                    "explanation",
                    models.CharField(
                        help_text="One sentence, for who thinks about signing up.",
                        max_length=240,
                        verbose_name="What stands in it",
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=True,
                        help_text="Who signed up before keeps getting it.",
                        verbose_name="People can sign up",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="Place in the list")),
            ],
            options={
                "verbose_name": "Topic of the newsletter",
                "verbose_name_plural": "Topics of the newsletter",
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(default="sending", max_length=10)),
                ("why_stopped", models.CharField(blank=True, max_length=20)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("html", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailing",
                        to="knowledge.newsletterissue",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.newslettertopic",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="newsletterissue",
            name="topic",
            field=models.ForeignKey(
                help_text="Who signed up for this topic gets it.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issues",
                to="knowledge.newslettertopic",
                verbose_name="Topic",
            ),
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=drakentemmers.kernel.ids.new_id,
                        editable=False,
                        max_length=12,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("address", drakentemmers.kernel.fields.EncryptedTextField(max_length=254)),
                ("address_key", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="knowledge.newslettertopic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_key", models.CharField(max_length=40)),
                ("written_at", models.DateTimeField()),
                ("fate", models.CharField(blank=True, default="", max_length=10)),
                (
                    "mail",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delivery",
                        to="accounts.outgoingmail",
                    ),
                ),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="knowledge.mailing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailing", "address_key"), name="issue_written_once_to_an_address"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "stopped"), _negated=True),
                    ("why_stopped__in", ["by_hand", "not_public"]),
                    _connector="OR",
                ),
                name="mailing_stopped_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", False), ("state", "done")),
                    models.Q(models.Q(("state", "done"), _negated=True), ("done_at__isnull", True)),
                    _connector="OR",
                ),
                name="mailing_done_at_a_moment",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["address_key"], name="newsletters_of_an_address"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("topic", "address_key"), name="newsletter_asked_for_once"
            ),
        ),
    ]
