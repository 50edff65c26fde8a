"""Reads the program's source for the texts that it says: which keys, with which arguments, in which line."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from types import FunctionType, ModuleType

ROOT = Path(__file__).parents[2]
LEFT_OUT = ("bot/texts/", "bot/__main__.py")  # the last would run
SPEAKING = {"text", "tell", "refuse"}  # a turn's: each says the key that it is given
OPEN = "*"  # stands in a key for what only the running program knows
NOBODYS = ast.Call(ast.Name(""), [], [])  # a call that gives no arguments
Calls = tuple[ast.expr, ...]  # of a function, of the one in which that call stands, and so on
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Said:
    """One of `keys` is said `at` a line, as another line has it (`by`), with what is `given` and perhaps more."""

    at: str
    by: str
    keys: frozenset[str]
    given: frozenset[str] = frozenset()
    more: bool = False
    must_exist: bool = True


class Source:
    """Modules; a value is followed from where it is used back to the literals that it comes from."""

    def __init__(self, texts: dict[str, str]) -> None:
        """Read modules that can be imported, from the text of each by its file."""
        self._names = {file: vars(import_module(_module(file))) for file in texts}
        self._file = {node: file for file, text in texts.items() for node in ast.walk(ast.parse(text))}
        functions = [node for node in self._file if isinstance(node, Function)]
        self._functions = {(_module(self._file[node]), node.name): node for node in functions}
        self._function: dict[ast.AST, Function] = {}  # the outermost around a node: those inside share its names
        self._bindings: dict[Function, list[tuple[ast.expr, ast.expr]]] = {}
        for function in functions:  # outer ones first, as ast.walk gives them
            nodes = list(ast.walk(function))
            self._bindings[function] = [pair for node in nodes for pair in _bindings(node)]
            for node in nodes:
                self._function.setdefault(node, function)
        self._calls: dict[Function, list[ast.Call]] = {}
        for node in self._file:
            if isinstance(node, ast.Call) and (called := self._called(node)):
                self._calls.setdefault(called, []).append(node)

    def said(self) -> Iterator[Said]:
        """Give every place that says a text, once for each call that has it say another."""
        for node in self._file:
            match node:
                case ast.Call(func=ast.Attribute(value=held, attr="get"), args=[key, *_]) if self._holds(held):
                    yield from self._place(node, key, [], must_exist=False)
                case ast.Subscript(value=held, slice=key) if self._holds(held):
                    yield from self._place(node, key, [])
                case ast.Call(func=ast.Attribute(value=held, attr="heard"), args=[key, *default]) if self._holds(held):
                    yield from self._place(node, key, [], must_exist=not default)
                case ast.Call(func=func, args=[key, *_], keywords=keywords) if self._speaks(func):
                    yield from self._place(node, key, keywords)
                case ast.Call(args=[*_, ast.Attribute(attr="tell"), key]):  # a verb, to be performed
                    yield from self._place(node, key, [])

    def _place(
        self, node: ast.expr, key: ast.expr, keywords: list[ast.keyword], *, must_exist: bool = True
    ) -> Iterator[Said]:
        function, at = self._function.get(node), self._line(node)
        if function and function.name in SPEAKING:
            return
        given = frozenset(each.arg for each in keywords if each.arg)
        unread = [each.value for each in keywords if each.arg is None]
        rest = function and function.args.kwarg and function.args.kwarg.arg
        if function and [ast.unparse(each) for each in unread] == [rest]:  # its callers give the arguments
            for call in self._calls[function]:
                own = frozenset(each.arg for each in call.keywords if each.arg)
                yield Said(self._line(call), self._line(call), self._values(key, (call,)), given | own)
        else:
            for by, keys in self._ways(key, (node,)):
                yield Said(at, self._line(by), keys, given, bool(unread), must_exist)

    def _ways(self, key: ast.expr, back: Calls) -> Iterator[tuple[ast.expr, frozenset[str]]]:
        """Give what a key can be, once for each call, of a call, … of its place (`back`) that makes it another."""
        keys, alone = self._values(key, back[1:]), self._values(key, (*back[1:], NOBODYS))
        function = self._function.get(back[-1])
        calls = self._calls.get(function, []) if function and keys != alone else []
        for call in calls:
            if call not in back:
                yield from self._ways(key, (*back, call))
        if not calls:
            yield back[-1], keys

    def _line(self, node: ast.expr) -> str:
        return f"{self._file[node]}:{node.lineno}"

    def _speaks(self, node: ast.expr) -> bool:
        """Whether calling it says a text."""
        match node:
            case ast.Attribute(value=ast.Name(id=name)) if isinstance(self._name(node, name), ModuleType):
                return False
            case ast.Attribute(attr=name) if name in SPEAKING:
                return True
        return self._holds(node)

    def _holds(self, node: ast.expr) -> bool:
        """Whether it is a catalogue, or all of its texts."""
        match node:
            case ast.Attribute(attr=name):
                return name.endswith("texts")
            case ast.Call(func=ast.Name(id="operators" | "catalogue")):
                return True
            case ast.Name(id=name):
                types = [each.annotation for each in self._parameters(node) if each.arg == name]
                catalogue = any(isinstance(each, ast.Name) and each.id == "Catalogue" for each in types)
                return catalogue or any(map(self._holds, self._assigned(node)))
        return False

    def _values(self, node: ast.expr, calls: Calls) -> frozenset[str]:
        """Return the keys that an expression can be, as these calls have it, or any where there are none."""
        return frozenset(self._follow(node, calls, frozenset())) - {""}  # nothing is said by an empty one

    def _follow(self, node: ast.expr, calls: Calls, seen: frozenset[ast.AST]) -> set[str]:
        if node in seen:
            return set()

        def every(nodes: Iterable[ast.expr]) -> set[str]:
            return {text for each in nodes for text in self._follow(each, calls, seen | {node})}

        match node:
            case ast.Constant(value=str() | None as text):
                return {text or ""}
            case ast.IfExp(body=body, orelse=other):
                return every((body, other))
            case ast.BoolOp(op=ast.Or(), values=[first, *others]):
                found = every([first])
                return (found - {""}) | every(others) if found & {"", OPEN} else found
            case ast.NamedExpr(value=value):
                return every([value])
            case ast.FormattedValue(value=value):
                return every([value]) - {""}
            case ast.JoinedStr(values=parts):
                return {"".join(each) for each in product(*(every([part]) for part in parts))}
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                return every(elements)
            case ast.Call(func=ast.Name()) if function := self._called(node):
                returns = [each.value for each in ast.walk(function) if isinstance(each, ast.Return) and each.value]
                calls = (node, *calls)
                return every(returns) or {OPEN}
            case ast.Name(id=name) if name in {each.arg for each in self._parameters(node)}:
                return (self._given(node, calls, seen | {node}) or {OPEN}) | every(self._assigned(node))
            case ast.Name(id=name):
                return every(self._assigned(node)) or _constant(self._name(node, name))
        return {OPEN}

    def _given(self, node: ast.Name, calls: Calls, seen: frozenset[ast.AST]) -> set[str]:
        """Return what a parameter can be."""
        function = self._function[node]
        found = set[str]()
        for call in calls[:1] or self._calls.get(function, []):
            given = _argument(function, node.id, call)
            found |= self._follow(given, calls[1:], seen) if given else {OPEN}
        return found

    def _assigned(self, node: ast.Name) -> list[ast.expr]:
        """Return what a name is bound to in its function."""
        function = self._function.get(node)
        pairs = self._bindings[function] if function else []
        return [found for target, value in pairs for found in _bound(target, value, node.id)]

    def _parameters(self, node: ast.expr) -> list[ast.arg]:
        function = self._function.get(node)
        return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs] if function else []

    def _name(self, node: ast.expr, name: str) -> object:
        """Return what a name is in the module of a node."""
        return self._names[self._file[node]].get(name)

    def _called(self, node: ast.Call) -> Function | None:
        """Return the function that is called, if it is one of a module."""
        match node.func:
            case ast.Name(id=name):
                target = self._name(node, name)
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                home = self._name(node, module)
                target = getattr(home, name, None) if isinstance(home, ModuleType) else None
            case _:
                return None
        target = getattr(target, "__wrapped__", target)  # one that is cached
        return self._functions.get((target.__module__, target.__name__)) if isinstance(target, FunctionType) else None


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _argument(function: Function, name: str, call: ast.expr) -> ast.expr | None:
    """Return what a call gives for a parameter; None where that can't be read."""
    assert isinstance(call, ast.Call)
    every = [*function.args.posonlyargs, *function.args.args]
    positional = [each.arg for each in every]
    keyword = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    given = {each.arg: default for each, default in keyword}
    given |= dict(zip(positional[len(positional) - len(function.args.defaults) :], function.args.defaults, strict=True))
    given |= dict(zip(positional, call.args, strict=False))
    given |= {each.arg: each.value for each in call.keywords if each.arg}
    return given.get(name)


def _bindings(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Return the targets and values of an assignment or a loop."""
    match node:
        case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value):
            return [(target, value)]
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            return [(target, each) for each in (value.elts if isinstance(value, ast.Tuple | ast.List) else [value])]
    return []


def _bound(target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
    """Return what `name` is bound to where `value` is assigned to `target`; a tuple's parts one by one."""
    match target, value:
        case ast.Name(id=bound), _:
            return [value] if bound == name else []
        case _, ast.IfExp(body=body, orelse=other):
            return [*_bound(target, body, name), *_bound(target, other, name)]
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            return [found for one, other in zip(targets, values, strict=True) for found in _bound(one, other, name)]
        case ast.Tuple(elts=targets), _ if any(isinstance(each, ast.Name) and each.id == name for each in targets):
            return [ast.Constant(...)]  # it can't be read here
    return []


def _constant(value: object) -> set[str]:
    """Return the texts of a module's constant."""
    if isinstance(value, str):
        return {value}
    listed = isinstance(value, Iterable) and all(isinstance(each, str) for each in value)
    return set(value) if isinstance(value, Iterable) and listed else {OPEN}


def modules(*packages: str) -> dict[str, str]:
    """Return the source of every module of the packages, by its file."""
    paths = (path for package in packages for path in sorted((ROOT / package).rglob("*.py")))
    named = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}
    return {name: text for name, text in named.items() if not name.startswith(LEFT_OUT)}
