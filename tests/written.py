"""What is written in our modules and texts, without running them."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from .texts import INTEGRATION


def at(texts: Mapping[str, Any], path: str) -> Any:
    """Return what is at a path of keys."""
    found: Any = texts
    for key in path.split("."):
        found = found[key]
    return found


def leaves(texts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Return every text with the path of its keys."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def calls(*modules: str) -> Iterator[ast.AST]:
    """Return everything that is written in some modules."""
    for module in modules:
        yield from ast.walk(ast.parse((INTEGRATION / f"{module}.py").read_text()))


def keywords(name: str, *modules: str) -> set[str]:
    """Return the texts that are passed under a name."""
    return {
        node.value.value
        for node in calls(*modules)
        if isinstance(node, ast.keyword)
        and node.arg == name
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def literals(*modules: str) -> set[str]:
    """Return every text that stands somewhere in some modules."""
    return {
        node.value
        for node in calls(*modules)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
