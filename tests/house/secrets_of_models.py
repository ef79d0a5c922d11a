"""Every text field of every model, and who may read what stands in it. A new field without its line fails a test.

`EVERYBODY`: public. `CODE`: a value of ours, not words of or about somebody. `MEMBERS`: whoever takes part in the
network. Otherwise the names of those of the stage who may read it; `NOBODY`: on no page, in no file, in no answer.
"""

from tests.house.contract import (
    ADMINISTRATORS,
    ASKED,
    ASKER_LEADS,
    ASKERS,
    EDITORS,
    EVERYBODY,
    FREEZERS,
    GUESTS,
    LEADS,
    NOBODY,
    OFFICE,
    OWNER,
    OWNERS,
    PRACTICE_LEADS,
    SIGNED_IN,
)

CODE: None = None
MEMBERS = SIGNED_IN - {"no role", "former owner of the asker"}
NAMED_TO = SIGNED_IN - {"no role", "former owner of the asker"}  # who works here knows who else does
# Who invites, each in an organisation of their own, and who looks after access.
ADDRESS_BOOK = ASKER_LEADS | PRACTICE_LEADS | OWNERS | {"coordinator elsewhere"} | OFFICE | FREEZERS
THEMSELVES = ASKED | PRACTICE_LEADS
INSIDE = ASKERS | ASKED | OFFICE | GUESTS
SHELF = {
    "path": CODE,
    "slug": CODE,
    "url_path": CODE,
    "title": EVERYBODY,
    "draft_title": EVERYBODY,
    "seo_title": EVERYBODY,
    "search_description": EVERYBODY,
}
PAGE = SHELF | {"summary": EVERYBODY, "byline": EVERYBODY, "change_note": EVERYBODY, "lead_words": EVERYBODY}
# Names of people are read by colleagues, by who is asked, and by those who look after access.
WHO_MAY_READ: dict[str, dict[str, frozenset[str] | None]] = {
    "matching.RequestDraft": {"data": NOBODY},
    "matching.TreatmentRequest": {
        "pseudonym": INSIDE | FREEZERS | LEADS,
        "family": CODE,
        "place_name": INSIDE | LEADS,
        "note": INSIDE,
    },
    "matching.Question": {"explanation": INSIDE},
    "matching.RequestStep": {"reason": CODE, "code": CODE, "text": INSIDE},
    "matching.PrivateNote": {"text": NOBODY},
    "matching.SavedSearch": {"name": frozenset({"asker"}), "query": CODE, "asked": CODE},  # one's own
    "matching.KnownFit": {},
    "matching.ChangesRead": {"life": CODE, "running": CODE, "seen": CODE},
    "matching.NearbyDemand": {},
    "matching.NearbyCount": {},
    "matching.Offer": {"note": EVERYBODY},
    "matching.OfferLink": {"answer": CODE},
    "matching.Seat": {},
    "matching.RosterChange": {"professional_id": CODE},
    "matching.RosterLife": {"value": CODE},
    "matching.Round": {"scope": CODE, "progress": CODE, "figures": CODE, "fairness": CODE},
    "matching.RoundStep": {"figures": CODE},
    "matching.RoundChoice": {},
    "matching.Suggestion": {"facts": CODE},
    "matching.Placement": {},
    # Pages of the editors: of the public ones, as they stand on the stage. Who reads the others is decided by their
    # audience, and held for everybody everywhere by tests/knowledge/test_nobody_finds.py.
    "knowledge.SectionPage": SHELF,
    "knowledge.KnowledgePage": PAGE,
    "knowledge.Article": PAGE,
    "knowledge.PlainPage": PAGE,
    "knowledge.PracticeExample": PAGE,
    "knowledge.InstrumentPage": PAGE,
    "knowledge.ThemePage": PAGE,
    "knowledge.NewsItem": PAGE,
    "knowledge.ResearchSummary": PAGE | dict.fromkeys(("population", "source_url", "doi"), EVERYBODY),
    "knowledge.VideoPage": PAGE | dict.fromkeys(("link", "transcript"), EVERYBODY),
    "knowledge.EventPage": PAGE
    | dict.fromkeys(
        ("place", "costs", "organiser", "contact_email", "contact_phone", "sign_up_url"), EVERYBODY
    ),
    "knowledge.NewsletterIssue": PAGE,
    "knowledge.NewsletterTopic": {"name": EVERYBODY, "explanation": EVERYBODY},
    "knowledge.Subscription": {"address": NOBODY, "address_key": CODE},
    "knowledge.Mailing": {
        "state": CODE,
        "why_stopped": CODE,
        "subject": EDITORS,
        "text": EDITORS,
        "html": NOBODY,
    },
    "knowledge.Delivery": {"address_key": CODE, "fate": CODE},
    "knowledge.PageChange": {"what": EVERYBODY},
    "knowledge.Term": {
        "slug": CODE,
        "term": EVERYBODY,
        "plural": EVERYBODY,
        "also": EVERYBODY,
        "explanation": EVERYBODY,
    },
    "knowledge.Feedback": {"line": EDITORS},
    "knowledge.OutsideLink": {"url": EDITORS},
    "knowledge.SavedPage": {},
    "knowledge.ThemeFollow": {},
    "knowledge.SeenUntil": {},
    "knowledge.SecondReader": {"name": CODE},
    "directory.Municipality": {"code": CODE, "name": EVERYBODY, "outline": CODE, "source": EVERYBODY},
    "directory.Place": {"name": EVERYBODY, "search_name": EVERYBODY},
    "directory.PostcodeArea": {"pc4": CODE, "place_name": EVERYBODY, "source": EVERYBODY},
    "directory.Region": {"code": CODE, "name": EVERYBODY, "source": EVERYBODY},
    "directory.RegionMunicipality": {"source": EVERYBODY},
    "directory.Application": {
        "form_key": CODE,
        "name": OFFICE | PRACTICE_LEADS,  # who asks to be let in to the practice
        "email": OFFICE,
        "why": OFFICE,
        "supervisor": OFFICE,
        "organisation_name": OFFICE,
        "kvk_number": OFFICE,
        "municipality_name": OFFICE,
        "link_digest": CODE,
    },
    "directory.ApplicationNumber": {"number": OFFICE},
    "directory.NumberLook": {},
    "directory.ApplicationStep": {"reason": CODE, "code": CODE, "text": OFFICE},
    "directory.ApplicationChange": {"before": OFFICE, "after": OFFICE},
    "directory.RegisterAnswer": {"number": OFFICE, "name": OFFICE, "profession": OFFICE, "measures": OFFICE},
    "directory.RegisterRound": {"last_done": CODE},
    "directory.ImportDraft": {"file_name": NOBODY, "encoded": NOBODY},
    "directory.OrganisationProfile": {
        "kvk_number": EVERYBODY,
        "about": EVERYBODY,
        "asks_for": EVERYBODY,
        "website": EVERYBODY,
        "phone": EVERYBODY,
        "email": EVERYBODY,
    },
    "directory.Location": dict.fromkeys(("name", "street", "postcode", "place_name"), NOBODY),
    "directory.Professional": {"name": EVERYBODY, "about": EVERYBODY, "email": MEMBERS, "phone": MEMBERS},
    "directory.Qualification": {"name": EVERYBODY, "institute": EVERYBODY},
    "directory.Registration": {"number": EVERYBODY},
    "directory.WorkLocation": {"place_name": EVERYBODY, "postcode": MEMBERS, "street": MEMBERS},
    # Everybody reads one's own; test_canaries knows whose a word is.
    "accounts.User": {"password": NOBODY, "email": ADDRESS_BOOK, "name": NAMED_TO},
    "accounts.Organisation": {"name": EVERYBODY},
    "accounts.Membership": {"region": CODE, "warned_round": CODE},
    "accounts.Block": {"subject_type": CODE, "subject_id": CODE},
    "accounts.MailBounce": {"address": ADMINISTRATORS, "status": CODE},
    "accounts.Decoy": {"kind": CODE, "subject_id": CODE},
    "accounts.EmergencyAccess": {
        "asked_for": FREEZERS | OFFICE | ASKED,
        "subject_type": CODE,
        "subject_id": CODE,
        "line": FREEZERS | OFFICE | ASKED,
    },
    "accounts.FactorReset": {"line": ADMINISTRATORS | OWNER, "code_hash": NOBODY},
    "accounts.Freeze": {"finding": FREEZERS},
    "accounts.CaseGuest": {"subject_type": CODE, "subject_id": CODE},
    "accounts.Invitation": {
        "email": ASKERS,
        "subject_type": CODE,
        "subject_id": CODE,
        "token_hash": CODE,
    },
    "accounts.OutgoingMail": {
        "to": ADMINISTRATORS,
        "subject": NOBODY,
        "text": NOBODY,
        "html": NOBODY,
        "headers": CODE,
        "kind": CODE,
        "state": CODE,
        "reason": CODE,
        "lease": CODE,
        "message_id": CODE,
    },
    "accounts.Notification": {
        "topic": CODE,
        "about": CODE,
        "text": NOBODY,  # but one's own
        "path": CODE,
        "mail_subject": NOBODY,
        "mail_text": NOBODY,
    },
    "accounts.DayBudget": {},
    "accounts.Opening": {"subject_type": CODE, "subject_id": CODE, "line": FREEZERS},
    "accounts.MailChoice": {"topic": CODE, "how": CODE},
    "accounts.QuietHours": {},
    "accounts.Consent": {},
    "accounts.AccountRemoval": {},
    "accounts.RoleProposal": {"region": CODE},
    "accounts.RoleReview": {"round": CODE},
    "accounts.Tally": {"key": CODE, "gate": CODE},
    "accounts.KnownDevice": {"agent": CODE},
    "accounts.IdentityProvider": {"issuer": CODE, "client_id": CODE, "client_secret": NOBODY},
    "insight.Review": {
        "reviewer_id": CODE,
        "reviewer_name": CODE,
        "actor_id": CODE,
        "reasons": CODE,
        "remark": FREEZERS,
        "reporter_id": CODE,
        "reporter_name": CODE,
        "about": CODE,
        "question": FREEZERS,
    },
    "kernel.KeyProof": {"name": CODE, "proof": CODE},
    "kernel.Heartbeat": {},
    # What the kinds hand over, for the circles they say: tests/home/test_search_leaks.py.
    "kernel.SearchDocument": dict.fromkeys(
        ("kind", "object_id", "url", "title", "summary", "body", "scope", "facets", "digest"), CODE
    ),
    "kernel.SearchWord": {"word": CODE},
    "kernel.SearchSynonyms": {"words": EVERYBODY},
    "kernel.Hits": {"key": CODE},
    "kernel.CacheEntry": {"cache_key": CODE, "value": CODE},
}
# The log is written by its one door and never changed, so nothing can be planted in it; who reads it: tests/insight.
NOT_PLANTED = {"audit"}
