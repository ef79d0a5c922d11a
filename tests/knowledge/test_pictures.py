"""Pictures: what matters stays in sight, several sizes and kinds, room kept for them, words for who sees none."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from drakentemmers.knowledge.models import Article
from tests.factories import knowledge as made

pytestmark = pytest.mark.django_db
RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


def picture(**focal: int):
    """A tall picture: red above, blue below."""
    canvas = Image.new("RGB", (1600, 3200), RED)
    canvas.paste(BLUE, (0, 1600, 1600, 3200))
    out = io.BytesIO()
    canvas.save(out, "PNG")
    file = ImageFile(io.BytesIO(out.getvalue()), name="x.png")
    return get_image_model().objects.create(title="x", file=file, **focal)


def colour_of(image, spec: str) -> str:
    with image.get_rendition(spec).file.open("rb") as file:
        red, _, blue = Image.open(file).convert("RGB").resize((1, 1)).getpixel((0, 0))
    return "red" if red > blue else "blue"


def images_of(address: str, where: str) -> list:
    return BeautifulSoup(Client().get(address).content, "html.parser").select(where)


def test_the_focal_point_stays_in_sight():
    spots = {"red": 300, "blue": 2900}
    for colour, y in spots.items():
        image = picture(focal_point_x=800, focal_point_y=y, focal_point_width=200, focal_point_height=200)
        assert colour_of(image, "fill-640x288|format-webp") == colour
        assert colour_of(image, "fill-384x216|format-webp") == colour


def test_a_picture_at_the_top_comes_in_sizes_and_kinds_with_its_room_and_words():
    page = made.page(lead=picture(), lead_words="Een huis met licht")
    [shown] = images_of(page.url, ".klead picture")
    assert [source["type"] for source in shown.select("source")] == ["image/avif", "image/webp"]
    img = shown.select_one("img")
    assert (img["alt"], img["width"], img["height"]) == ("Een huis met licht", "640", "288")
    for part in shown.select("source, img"):
        assert [size.split()[1] for size in part["srcset"].split(", ")] == ["640w", "1280w"]
        assert part["sizes"] == "(max-width: 46rem) 100vw, 44rem"


def test_a_list_shows_it_small():
    made.page(title="Met beeld", lead=picture(), lead_words="Een huis")
    [shown] = images_of("/kennis", ".kcard picture")
    img = shown.select_one("img")
    assert (img["alt"], img["width"], img["height"], img["loading"]) == ("Een huis", "384", "216", "lazy")
    assert [size.split()[1] for size in img["srcset"].split(", ")] == ["384w", "768w"]


def test_a_picture_in_the_text_has_sizes_kinds_room_and_words():
    told = {"image": picture().pk, "decorative": False, "alt_text": "Een huis"}
    page = made.page(body=[{"type": "figure", "value": {"picture": told, "caption": "Thuis"}}])
    [shown] = images_of(page.url, ".kfigure picture")
    assert [source["type"] for source in shown.select("source")] == ["image/avif", "image/webp"]
    img = shown.select_one("img")
    assert (img["alt"], img["width"], img["height"], img["loading"]) == ("Een huis", "480", "960", "lazy")
    assert all("480w" in part["srcset"] and "960w" in part["srcset"] for part in shown.select("source, img"))


def test_every_size_is_what_it_says_it_is():
    page = made.page(lead=picture(), lead_words="Een huis")
    [shown] = images_of(page.url, ".klead picture")
    for part, kind in zip(shown.select("source, img"), ("AVIF", "WEBP", "JPEG"), strict=True):
        address = part["srcset"].split(", ")[0].split()[0]
        content = b"".join(Client().get(address).streaming_content)
        assert Image.open(io.BytesIO(content)).format == kind


def test_a_picture_at_the_top_needs_its_words():
    with pytest.raises(ValidationError) as refused:
        Article(title="x", slug="x", summary="x", lead=picture(), lead_words=" ").clean()
    assert set(refused.value.message_dict) == {"lead_words"}


def test_a_picture_of_a_page_goes_with_the_page():
    page = made.page(audience="members", lead=picture(), lead_words="Een huis")
    rendition = page.lead.get_rendition("fill-640x288|format-webp")
    assert Client().get(rendition.url).status_code == 404
