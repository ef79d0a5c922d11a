"""Addresses of this app; those of pages follow the tree of the editors (models/base.py)."""

from django.urls import path

from drakentemmers.knowledge.views import agenda, feeds, newsletter, paper, readers, reading, subscribing

urlpatterns = [
    path("kennis", reading.knowledge, name="knowledge"),
    path("kennis.atom", feeds.knowledge_feed, name="knowledge_feed"),
    path("kennis/begrippen", reading.terms, name="terms"),
    path("kennis/gezien", readers.seen, name="knowledge_seen"),
    path("kennis/<slug:theme>.atom", feeds.theme_feed, name="theme_feed"),
    path("kennis/<slug:theme>.pdf", paper.on_paper, name="theme_paper"),
    path("kennis/<slug:theme>", reading.theme, name="theme"),
    path("kennis/<slug:theme>/<slug:slug>.pdf", paper.on_paper, name="page_paper"),
    path("kennis/<slug:theme>/<slug:slug>", reading.page, name="page"),
    path("kennis/pagina/<int:page_id>/nuttig", readers.useful, name="page_useful"),
    path("kennis/pagina/<int:page_id>/bewaren", readers.keep, name="page_keep"),
    path("kennis/pagina/<int:page_id>/volgen", readers.follow, name="theme_follow"),
    path("nieuws", reading.news, name="news"),
    path("nieuws.atom", feeds.news_feed, name="news_feed"),
    path("nieuws/<slug:slug>.pdf", paper.on_paper, name="news_paper"),
    path("nieuws/<slug:slug>", reading.news_item, name="news_item"),
    path("agenda", agenda.agenda, name="agenda"),
    path("agenda.ics", agenda.feed, name="agenda_feed"),
    path("agenda/<slug:slug>.ics", agenda.event_file, name="event_file"),
    path("agenda/<slug:slug>.pdf", paper.on_paper, name="event_paper"),
    path("agenda/<slug:slug>", agenda.event, name="event"),
    path("nieuwsbrief", newsletter.archive, name="newsletters"),
    path("nieuwsbrief/aanmelden", subscribing.join, name="newsletter_join"),
    path("nieuwsbrief/verstuurd", subscribing.asked, name="newsletter_asked"),
    path("nieuwsbrief/bevestigen/<str:token>", subscribing.confirm, name="newsletter_confirm"),
    path("nieuwsbrief/afmelden/<str:token>", subscribing.leave, name="newsletter_leave"),
    path("nieuwsbrief/<slug:slug>", newsletter.issue, name="newsletter"),
    path("account/nieuwsbrieven", subscribing.mine, name="my_newsletters"),
    path("mijn/leeslijst", readers.reading_list, name="reading_list"),
]
