"""All small changes of a module that a test must notice: cosmic-ray's operators and a few more.

A mutation that changes nothing but annotations or docstrings is none.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import parso
from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

# One change a place and not all that cosmic-ray knows: a test that tells + from - tells it from
# ** too. A limit is moved to both of its sides, and a comparison turned round.
OPERATORS = (
    *(
        f"core/ReplaceBinaryOperator_{one}_{other}"
        for one, other in (
            ("Add", "Sub"),
            ("Sub", "Add"),
            ("Mul", "Div"),
            ("Div", "Mul"),
            ("FloorDiv", "Div"),
            ("Mod", "FloorDiv"),
            ("Pow", "Mul"),
            ("BitOr", "BitAnd"),
            ("BitAnd", "BitOr"),
        )
    ),
    *(
        f"core/ReplaceComparisonOperator_{one}_{other}"
        for one, other in (
            ("Lt", "LtE"),
            ("Lt", "GtE"),
            ("LtE", "Lt"),
            ("LtE", "Gt"),
            ("Gt", "GtE"),
            ("Gt", "LtE"),
            ("GtE", "Gt"),
            ("GtE", "Lt"),
            ("Eq", "NotEq"),
            ("NotEq", "Eq"),
            ("Is", "IsNot"),
            ("IsNot", "Is"),
        )
    ),
    "core/ReplaceUnaryOperator_USub_UAdd",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/AddNot",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/NumberReplacer",
    "core/ZeroIterationForLoop",
)
# What cosmic-ray leaves as it is: a name that is called, and membership.
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Site(NamedTuple):
    """A place and what an operator makes of the module there; None for nothing."""

    operator: str
    line: int
    code: Callable[[], str | None]


@dataclass(frozen=True)
class Mutant:
    """A module with one change: the operator, the place, the lines before and after."""

    operator: str
    function: str
    line: int
    first: int
    last: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others when lines above it come or go."""
        return self.function, self.before, self.after


def mutants(path: Path, pick: Callable[[list[Site]], list[Site]] = list) -> list[Mutant]:
    """All mutants of a module, each once, or those of the places that are picked."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    plain = _meaning(ast.parse(source))
    found: dict[str, Mutant] = {}
    for site in pick(sites(path)):
        code = site.code()
        try:
            meaning = _meaning(ast.parse(code or ""))
        except SyntaxError:
            continue
        if code and meaning != plain and meaning not in found:
            found[meaning] = _mutant(site, source, code, tree)
    return list(found.values())


def sites(path: Path) -> list[Site]:
    """All places of a module at which an operator can change it."""
    source = path.read_text(encoding="utf-8")
    return [*_of_operators(source), *_of_names(source)]


def _of_operators(source: str) -> Iterator[Site]:
    nodes = [*ast_nodes(get_ast(source))]
    for name in OPERATORS:
        operator = plugins.get_operator(name)()
        places = [start for node in nodes for start, _end in operator.mutation_positions(node)]
        for occurrence, (line, _column) in enumerate(places):
            change = partial(mutate_code, source, operator, occurrence)
            yield Site(name.removeprefix("core/"), line, change)


def _of_names(source: str) -> Iterator[Site]:
    """Calls of another function, and membership turned round."""
    leaf = parso.parse(source).get_first_leaf()
    while leaf is not None:
        after = leaf.get_next_leaf()
        new = None
        if leaf.type == "name" and after is not None and after.value == "(":
            new = CALLS.get(leaf.value)
        elif leaf.value == "in" and leaf.parent.type == "comparison":
            new = "not in"
        elif leaf.value == "not" and leaf.parent.type == "comp_op":
            new = ""
        if new is not None:
            change = partial(_exchanged, source, leaf.start_pos, leaf.value, new)
            yield Site(f"{leaf.value} to {new or 'nothing'}", leaf.start_pos[0], change)
        leaf = after


def _exchanged(source: str, at: tuple[int, int], old: str, new: str) -> str:
    lines = source.splitlines(keepends=True)
    text = lines[at[0] - 1]
    lines[at[0] - 1] = text[: at[1]] + new + text[at[1] + len(old) :]
    return "".join(lines)


def _meaning(tree: ast.Module) -> str:
    """The tree as text, without annotations and docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
            # A star in the list of parameters is no multiplication.
            node.args.args += [*node.args.kwonlyargs, *node.args.posonlyargs]
            node.args.args.sort(key=lambda one: one.arg)
            node.args.defaults += [one for one in node.args.kw_defaults if one is not None]
            node.args.posonlyargs, node.args.kwonlyargs, node.args.kw_defaults = [], [], []
            for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                one.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body, node.test = [ast.Pass()], ast.Constant(False)
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            body[0] = ast.Pass()
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _mutant(site: Site, source: str, code: str, tree: ast.Module) -> Mutant:
    line = site.line
    old, new = source.splitlines(), code.splitlines()
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), line - 1)
    first, last = _statement(tree, at + 1)
    before, after = " ".join(old[at].split()), " ".join(new[at].split())
    return Mutant(site.operator, _function(tree, at + 1), at + 1, first, last, before, after, code)


def _statement(tree: ast.Module, line: int) -> tuple[int, int]:
    """First and last line of the smallest statement around a line.

    Of a block it is the head alone; of a function, whose defaults are used inside, all of it.
    """
    found = (line, line)
    size = 10**9
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            body = getattr(node, "body", None)
            whole = body is None or isinstance(node, ast.FunctionDef)
            last = (node.end_lineno or line) if whole else body[0].lineno - 1
            last = max(last, line)
            if last - node.lineno < size:
                size, found = last - node.lineno, (node.lineno, last)
    return found


def _function(tree: ast.Module, line: int) -> str:
    """Name of the outermost function or method around a line; empty outside."""

    def inside(nodes: list[ast.stmt], prefix: str) -> str:
        for node in nodes:
            start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            if not start <= line <= (node.end_lineno or 0):
                continue
            if isinstance(node, ast.ClassDef):
                return inside(node.body, f"{prefix}{node.name}.") or f"{prefix}{node.name}"
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                return f"{prefix}{node.name}"
        return ""

    return inside(tree.body, "")
