"""A set of named values in one column keeps its members and answers the three questions asked of it."""

import pytest

from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup, Language, Method
from drakentemmers.kernel.sets import mask_of, members_of


def test_mask_and_members_are_each_others_inverse_for_every_member() -> None:
    for kind in (ClientGroup, Method, Language):
        assert members_of(mask_of(kind, kind), kind) == frozenset(kind)
        assert [mask_of([member], kind) for member in kind] == [1 << place for place in range(len(kind))]


def test_bits_never_move() -> None:
    """Masks stand in databases: a member that moves would silently become another one."""
    assert mask_of([ClientGroup.PARENT_CHILD], ClientGroup) == 16
    assert mask_of([Language.ARABIC], Language) == 4
    assert mask_of([Method.EMDR, Method.GROUP_TREATMENT], Method) == 1 + (1 << 23)


@pytest.mark.django_db
def test_a_saved_set_comes_back_and_can_be_asked() -> None:
    both = Professional.objects.create(name="A", groups={ClientGroup.ADULT, ClientGroup.FAMILY})
    one = Professional.objects.create(name="B", groups={ClientGroup.ADULT})
    none = Professional.objects.create(name="C")

    assert Professional.objects.get(pk=both.pk).groups == {ClientGroup.ADULT, ClientGroup.FAMILY}
    assert Professional.objects.get(pk=none.pk).groups == frozenset()
    assert list(Professional.objects.filter(groups__has=ClientGroup.ADULT)) == [both, one]
    assert list(Professional.objects.filter(groups__overlaps={ClientGroup.FAMILY, ClientGroup.COUPLE})) == [
        both
    ]
    everything = {ClientGroup.ADULT, ClientGroup.FAMILY}
    assert list(Professional.objects.filter(groups__contains_all=everything)) == [both]


@pytest.mark.django_db
def test_an_unknown_member_is_refused() -> None:
    with pytest.raises(ValueError, match="toddler"):
        Professional.objects.create(name="A", groups={"toddler"})
