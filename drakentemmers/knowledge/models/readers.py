"""What readers keep and say."""

from django.db import models

from drakentemmers.accounts.models import User
from drakentemmers.knowledge.models.base import KnowledgePage
from drakentemmers.knowledge.models.themes import ThemePage


class SavedPage(models.Model):
    """A page on somebody's reading list."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_pages")
    page = models.ForeignKey(KnowledgePage, on_delete=models.CASCADE, related_name="savings")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="page_saved_once")]

    def __str__(self) -> str:
        return f"{self.page_id}"


class ThemeFollow(models.Model):
    """Somebody who wants to hear of new pages in a theme."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followed_themes")
    theme = models.ForeignKey(ThemePage, on_delete=models.CASCADE, related_name="followers")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "theme"], name="theme_followed_once")]

    def __str__(self) -> str:
        return f"{self.theme_id}"


class SeenUntil(models.Model):
    """Up to when somebody has seen what is new."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="knowledge_seen")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.until}"


class Feedback(models.Model):
    """Whether a page was of use. Nobody's name, address or account is kept with it."""

    page = models.ForeignKey(KnowledgePage, on_delete=models.CASCADE, related_name="feedback")
    was_useful = models.BooleanField()
    line = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["page", "-at"], name="feedback_of_a_page")]

    def __str__(self) -> str:
        return f"{self.page_id}"


class PageChange(models.Model):
    """What readers are told of a change of a page."""

    page = models.ForeignKey(KnowledgePage, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.what
