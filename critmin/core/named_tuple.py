"""``NamedTuple``, the base class of rows and other records: that of ``typing``, made faster.

``typing.NamedTuple`` compiles the annotation of every field, which would be half of the time that
its classes take; a long answer loads eighty of them. Here the annotations stay the strings that
``from __future__ import annotations`` makes of them.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Maker(type):
        """Makes a class statement with annotated fields into a class of named tuples."""

        def __new__(cls, name, bases, body):
            fields = body.pop("__annotations__")
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body.pop("__module__"))
            made.__annotations__ = fields
            for attribute, value in body.items():
                setattr(made, attribute, value)
            return made

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {"__doc__": __doc__})
