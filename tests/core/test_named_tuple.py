"""Named tuples of critmin beside those of ``typing``."""

from __future__ import annotations

import pickle
import typing

import pytest

from critmin.core.named_tuple import NamedTuple


class Ours(NamedTuple):
    """A record."""

    mineral: str
    share: float | None
    flag: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return self.share is not None

    @classmethod
    def of(cls, mineral: str) -> Ours:
        """Record without a figure."""
        return cls(mineral, None)


class Theirs(typing.NamedTuple):
    """A record."""

    mineral: str
    share: float | None
    flag: tuple[str, ...] = ()


def test_it_is_the_same_as_that_of_typing() -> None:
    for name in ("_fields", "_field_defaults", "__doc__", "__module__", "__bases__"):
        ours, theirs = getattr(Ours, name), getattr(Theirs, name)
        assert ours == theirs, name
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert (Ours.__name__, Ours.__qualname__) == ("Ours", "Ours")
    assert repr(Ours("tin", 0.5)) == "Ours(mineral='tin', share=0.5, flag=())"
    assert not hasattr(Ours("tin", 0.5), "__dict__")


def test_it_has_its_methods_and_is_a_tuple() -> None:
    assert Ours("tin", 0.5) == ("tin", 0.5, ())
    assert (Ours("tin", 0.5).known, Ours.of("tin").known) == (True, False)
    assert pickle.loads(pickle.dumps(Ours.of("tin"))) == Ours.of("tin")
    assert Ours.of("tin")._replace(share=0.1).share == 0.1
    with pytest.raises(TypeError, match="share"):
        Ours("tin")  # type: ignore[call-arg]
