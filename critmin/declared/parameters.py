"""Arguments and options that several questions share, each defined once.

One meaning has one definition. If a flag means something else in another question (the day of
bloc membership, the day of export controls), each meaning has its own definition, next to the
other. An option of a single question is defined above that question.
"""

from __future__ import annotations

from critmin.declared.days import *  # noqa: F403
from critmin.declared.figures import *  # noqa: F403
from critmin.declared.minerals import *  # noqa: F403
from critmin.declared.names import *  # noqa: F403
from critmin.declared.own_tables import *  # noqa: F403
from critmin.declared.places import *  # noqa: F403
from critmin.declared.rows import *  # noqa: F403
from critmin.declared.several_meanings import *  # noqa: F403
