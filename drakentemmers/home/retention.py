"""All kinds of data of all apps, in the order of the page about privacy."""

from drakentemmers.accounts.retention import KEPT as ACCOUNTS
from drakentemmers.accounts.retention import Keep
from drakentemmers.directory.retention import KEPT as DIRECTORY
from drakentemmers.insight.retention import KEPT as INSIGHT
from drakentemmers.knowledge.retention import KEPT as KNOWLEDGE
from drakentemmers.matching.retention import KEPT as MATCHING

KEPT: tuple[Keep, ...] = (*MATCHING, *DIRECTORY, *KNOWLEDGE, *ACCOUNTS, *INSIGHT)
BY_KIND = {keep.kind: keep for keep in KEPT}
