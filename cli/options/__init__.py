"""Arguments and options that several commands share, each defined once.

One meaning has one definition. If a flag means something else in another command (the day of
bloc membership, the day of export controls), each meaning has its own definition, next to the
other. An option of a single command is defined above that command.
"""

from .days import *  # noqa: F403
from .declare import argument as argument
from .declare import option as option
from .figures import *  # noqa: F403
from .minerals import *  # noqa: F403
from .names import *  # noqa: F403
from .places import *  # noqa: F403
from .rows import *  # noqa: F403
from .several_meanings import *  # noqa: F403
