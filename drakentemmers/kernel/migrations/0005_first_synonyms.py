from django.db import migrations
from django.utils import timezone

# What people in this field type for the same thing. A beginning: editors keep the list from here on.
GROUPS = [
    "HGKM, huiselijk geweld, geweld thuis, geweld in het gezin, huiselijk geweld en kindermishandeling",
    "aanvraag, behandelvraag, zorgvraag, plek vragen",
    "opschrijven, schrijven, noteren",
    "BSN, burgerservicenummer",
    "gehechtheid, hechting, attachment, band met ouder",
    "hechtingsproblemen, hechtingsstoornis, onveilige hechting, gehechtheidsproblematiek",
    "partnergeweld, relationeel geweld, geweld in de relatie, intimate partner violence",
    "doorverwijzen, verwijzen, toeleiden, toeleiding, verwijzing",
    "kosten en baten, business case, opbrengst",
    "afwegingskader, afwegen, afwegingsvragen",
    "veiligheidsplan, safety plan",
    "match, matching, matchen",
    "KJTS, kindertraumascreening, kinder- en jeugdtraumascreener",
    "traumascreening, screening op trauma, signaleren van trauma",
    "PTSS, posttraumatische stressstoornis, PTSD",
    "CPTSS, complexe PTSS, complex trauma",
    "EMDR, eye movement desensitization and reprocessing",
    "ACE, ACE's, adverse childhood experiences, ingrijpende jeugdervaringen, nare jeugdervaringen",
    "VT, Veilig Thuis, advies- en meldpunt, AMHK",
    "MDA, MDA++, multidisciplinaire aanpak",
    "GI, gecertificeerde instelling, jeugdbescherming",
    "blijf-van-mijn-lijfhuis, vrouwenopvang, blijfhuis, safehouse",
    "MO, maatschappelijke opvang, daklozenopvang",
    "aandachtsfunctionaris, aandachtsfunctionaris kindermishandeling",
    "meldcode, stappenplan melden",
    "melden, melding doen, aangeven bij Veilig Thuis",
    "vechtscheiding, complexe scheiding, conflictscheiding",
    "ouderenmishandeling, mishandeling van ouderen, veilig oud",
    "pleger, dader, degene die geweld gebruikt",
    "slachtoffer, getroffene",
    "behandelaar, therapeut, psycholoog, hulpverlener",
    "wachttijd, wachtlijst, treeknorm",
    "intervisie, collegiale consultatie",
    "keurmerk, kwaliteitskeurmerk, certificaat",
    "nachtmerries, slaapproblemen, slecht slapen",
    "schaamte, schuldgevoel",
    "lvb, licht verstandelijke beperking, zwakbegaafd",
    "ggz, geestelijke gezondheidszorg",
    "poh, praktijkondersteuner huisarts",
    "ots, ondertoezichtstelling",
    "uhp, uithuisplaatsing, uit huis geplaatst",
    "eergerelateerd geweld, eerwraak",
    "seksueel misbruik, seksueel geweld, verkrachting, aanranding",
    "loverboy, mensenhandel, seksuele uitbuiting",
    "baby, zuigeling",
    "puber, tiener, jongere, adolescent",
    "tolk, vertaler",
    "snel weg, pagina verlaten, spoor wissen",
    "privacy, AVG, persoonsgegevens",
    "toegankelijkheid, WCAG",
    "lek, kwetsbaarheid, beveiligingslek, responsible disclosure",
    "ervaringsdeskundige, ervaringswerker",
    "handle with care, politie naar school",
    "veiligheidsplan, veiligheidsafspraken",
    "stabilisatie, stabiliseren, rust brengen",
    "overdracht van geweld, intergenerationeel, van generatie op generatie",
]


def add(apps, schema_editor):
    model = apps.get_model("kernel", "SearchSynonyms")
    now = timezone.now()
    model.objects.bulk_create([model(words=words, changed_at=now) for words in GROUPS])


def nothing(apps, schema_editor):
    """The table goes with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_search")]

    operations = [migrations.RunPython(add, nothing)]
