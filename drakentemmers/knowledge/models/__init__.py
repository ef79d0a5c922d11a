"""Pages, hard words, and what readers keep."""

from drakentemmers.knowledge.models.base import (
    ABOUT,
    PREVIEW,
    KnowledgePage,
    KnowledgeQuerySet,
    Reader,
    SectionPage,
    audiences_of,
)
from drakentemmers.knowledge.models.calendar import EventPage, EventQuerySet, NewsItem
from drakentemmers.knowledge.models.mailing import Delivery, Mailing, Subscription, address_keys
from drakentemmers.knowledge.models.newsletter import NewsletterIssue, NewsletterTopic
from drakentemmers.knowledge.models.outside_links import OutsideLink
from drakentemmers.knowledge.models.pages import (
    Article,
    InstrumentPage,
    PlainPage,
    PracticeExample,
    ResearchSummary,
    VideoPage,
)
from drakentemmers.knowledge.models.readers import Feedback, PageChange, SavedPage, SeenUntil, ThemeFollow
from drakentemmers.knowledge.models.second_reader import SecondReader, may_approve, writers_of
from drakentemmers.knowledge.models.terms import Term
from drakentemmers.knowledge.models.themes import ThemePage

__all__ = [
    "ABOUT",
    "PREVIEW",
    "Article",
    "Delivery",
    "EventPage",
    "EventQuerySet",
    "Feedback",
    "InstrumentPage",
    "KnowledgePage",
    "KnowledgeQuerySet",
    "Mailing",
    "NewsItem",
    "NewsletterIssue",
    "NewsletterTopic",
    "OutsideLink",
    "PageChange",
    "PlainPage",
    "PracticeExample",
    "Reader",
    "ResearchSummary",
    "SavedPage",
    "SecondReader",
    "SectionPage",
    "SeenUntil",
    "Subscription",
    "Term",
    "ThemeFollow",
    "ThemePage",
    "VideoPage",
    "address_keys",
    "audiences_of",
    "may_approve",
    "writers_of",
]
