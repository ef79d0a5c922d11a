"""Places and the three ways the country is divided, each with its source and date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.rules import RegionModel
from drakentemmers.kernel.geography import Point
from drakentemmers.kernel.ids import new_id


class Located(models.Model):
    """Has a place on earth: degrees to draw, whole metres to compute with."""

    latitude = models.FloatField()
    longitude = models.FloatField()
    x = models.IntegerField()
    y = models.IntegerField()
    z = models.IntegerField()

    class Meta:
        abstract = True

    @property
    def point(self) -> Point:
        return Point(self.x, self.y, self.z)


class Municipality(Located):
    """A municipality: from the official file when that was loaded, else the centre municipalities only."""

    code = models.CharField(max_length=6, primary_key=True)  # CBS: GM0034
    name = models.CharField(max_length=80, db_index=True)
    outline = models.JSONField(default=list)  # polygons: lists of rings of [longitude, latitude]
    source = models.CharField(max_length=200)
    valid_from = models.DateField()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Municipality")
        verbose_name_plural = _("Municipalities")

    def __str__(self) -> str:
        return self.name


class Place(Located):
    """A city, town or village somebody may type."""

    geoname_id = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=120)
    search_name = models.CharField(
        max_length=120, db_index=True
    )  # lower case, without accents or punctuation
    population = models.IntegerField(default=0)
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.SET_NULL, related_name="places"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PostcodeArea(Located):
    """The middle of a four-digit postcode."""

    pc4 = models.CharField(max_length=4, primary_key=True)
    place_name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.pc4


class Region(models.Model):
    """One region of one of the three models. Names that nobody verified say so."""

    code = models.CharField(max_length=40, primary_key=True, default=new_id, editable=False)  # "vt-flevoland"
    model = models.CharField(_("Division"), max_length=30, choices=[(model, model) for model in RegionModel])
    name = models.CharField(_("Name"), max_length=120)
    source = models.CharField(_("Source"), max_length=300)
    verified = models.BooleanField(_("Verified"), default=False)
    valid_from = models.DateField(_("Valid from"))
    municipalities = models.ManyToManyField(
        Municipality, through="RegionMunicipality", related_name="regions"
    )

    class Meta:
        verbose_name = _("Region")
        verbose_name_plural = _("Regions")
        ordering = ["model", "name"]
        constraints = [models.UniqueConstraint(fields=["model", "name"], name="region_name_once_per_model")]

    def __str__(self) -> str:
        return self.name


class RegionMunicipality(models.Model):
    """A municipality belongs to a region for a period, according to a source."""

    region = models.ForeignKey(Region, verbose_name=_("Region"), on_delete=models.CASCADE)
    municipality = models.ForeignKey(Municipality, verbose_name=_("Municipality"), on_delete=models.CASCADE)
    source = models.CharField(_("Source"), max_length=300)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("Municipality in a region")
        verbose_name_plural = _("Municipalities in regions")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "municipality", "valid_from"], name="region_municipality_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="region_municipality_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} in {self.region}"
