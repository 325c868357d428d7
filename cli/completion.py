"""Completion in the shell: the scripts of bash, zsh and fish, and the answers that they ask for.

A script passes on the line up to the cursor, in the environment; the program prints what may
stand there, one a line, and for zsh and fish a tab and a description after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from critmin.core.named_tuple import NamedTuple

from .completers import Completer, Offer, names_of_any_kind
from .first_word import BRIEF
from .help_text import VERSION, answers
from .parameters import HELP, Parameter, parameters
from .registry import COMMANDS
from .spellings import OLD

LINE, BREAKS = "_CRITMIN_LINE", "_CRITMIN_BREAKS"
FILES = ":files"  # printed alone: the shell completes names of files
SHELLS = ("bash", "zsh", "fish")
CLOSED = re.compile(r"\[?[a-z0-9-]+(?:\|[a-z0-9-]+)+\]?")  # a metavar that lists all its values

BASH = r"""_critmin_completion() {
    local IFS=$'\n' offered
    offered=$(_CRITMIN_COMPLETE=bash _CRITMIN_LINE="${COMP_LINE:0:COMP_POINT}" \
        _CRITMIN_BREAKS="$COMP_WORDBREAKS" "${1/#\~/$HOME}" 2>/dev/null)
    COMPREPLY=()
    if [ "$offered" = ":files" ]; then
        compopt -o default 2>/dev/null
        return 0
    fi
    COMPREPLY=($offered)
    case "$offered" in
        *[:=]) compopt -o nospace 2>/dev/null ;;
    esac
    return 0
}
complete -F _critmin_completion critmin
"""
ZSH = r"""#compdef critmin
_critmin() {
    local -a lines described ends
    local line value
    lines=("${(@f)$(_CRITMIN_COMPLETE=zsh \
        _CRITMIN_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" "${~words[1]}" 2>/dev/null)}")
    if [[ "$lines" == ":files" ]]; then
        _files
        return
    fi
    for line in $lines; do
        value=${line%%$'\t'*}
        [[ $value == *[:=] ]] && ends=(-S '')
        value=${value//:/\\:}
        [[ $line == *$'\t'* ]] && value+=":${line#*$'\t'}"
        described+=("$value")
    done
    (( $#described )) && _describe -V -t names critmin described $ends
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _critmin "$@"
else
    compdef _critmin critmin
fi
"""
FISH = r"""function __critmin_offered
    set -lx _CRITMIN_COMPLETE fish
    set -lx _CRITMIN_LINE (commandline -cp | string collect)
    set -l offered (critmin 2>/dev/null)
    if test "$offered" = ":files"
        __fish_complete_path (commandline -ct)
    else
        string join \n -- $offered
    end
end
complete --command critmin --no-files --keep-order --arguments "(__critmin_offered)"
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


class Typed(NamedTuple):
    """A line up to the cursor: its finished words, the word being typed, and its open quote."""

    words: list[str]
    word: str
    quote: str


def read_line(line: str) -> Typed:
    """Words of a line as a shell reads it, without quotes and backslashes.

    >>> read_line('critmin share "south ko')
    Typed(words=['critmin', 'share'], word='south ko', quote='"')
    """
    words: list[str] = []
    word, quote, begun, escaped = "", "", False, False
    for letter in line:
        if escaped:
            word, escaped = word + letter, False
        elif letter == "\\" and quote != "'":
            begun = escaped = True
        elif quote:
            word, quote = (word, "") if letter == quote else (word + letter, quote)
        elif letter in "'\"":
            begun, quote = True, letter
        elif letter.isspace():
            words += [word] if begun else []
            word, begun = "", False
        else:
            word, begun = word + letter, True
    return Typed(words, word, quote)


def answer_shell(shell: str, environment: Mapping[str, str]) -> int:
    """Print what may stand at the cursor, as the shell reads it."""
    typed = read_line(environment.get(LINE, ""))
    found = offers(typed.words[1:], typed.word)
    if found is None:
        print(FILES)
        return 0
    once = {one if isinstance(one, str) else one[0]: one for one in reversed(found)}
    for offer in reversed(once.values()):
        value, about = (offer, "") if isinstance(offer, str) else offer
        if shell == "bash":
            print(_for_bash(value, typed, environment.get(BREAKS, "")))
        else:
            print(f"{value}\t{about}" if about else value)
    return 0


def _for_bash(value: str, typed: Typed, breaks: str) -> str:
    """Part of a value that bash sets in place of the word it sees, with signs escaped.

    Bash begins a word after signs such as ``:`` and ``=``, and at ``@``.
    """
    if typed.quote:
        return value
    signs = [sign for sign in breaks if not sign.isspace()]
    starts = [typed.word.rfind(sign) + (sign != "@") for sign in signs if sign in typed.word]
    return re.sub(r"([\s'\"()&;|<>$`\\])", r"\\\1", value[max(starts, default=0) :])


def offers(words: Sequence[str], word: str) -> Sequence[Offer] | None:
    """What may stand in place of the word being typed; None for the name of a file."""
    if not words:
        return _first_words(word)
    command = COMMANDS.get(words[0])
    if command is None:
        return []
    known = parameters(command)
    flags = {flag: one for one in known for flag in one.flags}
    flags |= {old: flags[new] for old, new in OLD.get(words[0], {}).items() if new in flags}
    waiting, places = _place(words[1:], flags)
    flag, equals, value = word.partition("=")
    if waiting is not None:
        return _values(waiting, words, word)
    if equals and flag in flags:
        return _prefixed(f"{flag}=", _values(flags[flag], words, value))
    if word.startswith("-"):
        return _flags(known, word, words)
    arguments = [one for one in known if one.is_argument]
    one = _argument(arguments, places)
    return [] if one is None else _values(one, words, word)


def _argument(arguments: Sequence[Parameter], place: int) -> Parameter | None:
    """The argument that stands at a place; a last one may take several places."""
    if place < len(arguments):
        return arguments[place]
    return arguments[-1] if arguments and arguments[-1].many else None


def _first_words(word: str) -> list[Offer]:
    """Commands; where none begins with what is typed, names that can be briefed on."""
    if word.startswith("-"):
        return _flags((VERSION, HELP), word, ())
    found = command_names(word)
    return found if found or BRIEF not in COMMANDS else [*names_of_any_kind([], word)]


def command_names(word: str) -> list[Offer]:
    """Commands with what each answers."""
    return [(c.name, answers(c)) for name, c in COMMANDS.items() if name.startswith(word)]


def _place(words: Sequence[str], flags: Mapping[str, Parameter]) -> tuple[Parameter | None, int]:
    """The option that waits for its value, if one does, and the number of arguments before."""
    waiting: Parameter | None = None
    places = 0
    for given in words:
        if waiting is not None:
            waiting = None
        elif given.startswith("-") and given != "-":
            option = flags.get(given)
            waiting = option if option is not None and option.takes else None
        else:
            places += 1
    return waiting, places


def _flags(known: Sequence[Parameter], word: str, given: Sequence[str]) -> list[Offer]:
    """Options that begin with what is typed, without those that are given and given once."""
    return [
        (flag, one.help)
        for one in known
        if (one.many or not {*one.flags} & {*given})
        for flag in one.long[:1]
        if flag.startswith(word)
    ]


def _values(one: Parameter, words: Sequence[str], word: str) -> Sequence[Offer] | None:
    """Values of an argument or option; several are separated by commas."""
    before, comma, last = word.rpartition(",")
    if one.completes is not None:
        named = {name.casefold() for name in before.split(",")}
        found = [o for o in _asked(one.completes, words, last) if _value(o).casefold() not in named]
        return _prefixed(before + comma, found)
    if CLOSED.fullmatch(one.takes):
        start = last.casefold()
        return _prefixed(
            before + comma, [v for v in one.takes.strip("[]").split("|") if v.startswith(start)]
        )
    return None if "FILE" in one.takes or "PATH" in one.takes else []


def _asked(completer: Completer, words: Sequence[str], word: str) -> Sequence[Offer]:
    """Ask a completer: with the words before, where it takes them."""
    ask: Any = completer
    found: Sequence[Offer]
    found = ask([*words], word) if ask.__code__.co_argcount > 1 else ask(word)
    return found


def _value(offer: Offer) -> str:
    return offer if isinstance(offer, str) else offer[0]


def _prefixed(start: str, found: Sequence[Offer] | None) -> Sequence[Offer] | None:
    """Values with what is typed before them."""
    if not start or found is None:
        return found
    return [start + one if isinstance(one, str) else (start + one[0], one[1]) for one in found]
