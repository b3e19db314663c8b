"""Writes what type checkers read: make_stub.py PACKAGE_FOLDER makes `logi_bindings.pyi` beside `logi_bindings.py`.

The generated code makes the variants of errors and states at run time, out of the sight of type checkers, and leaves the fields
of errors without a type. Here each variant is a class of its error or state, and has typed fields.
"""

import ast
import pathlib
import sys

NUMBERS = {f"{sign}Int{bits}": "int" for sign in ("", "U") for bits in (8, 16, 32, 64)}
CONVERTERS = {"String": "str", "Bytes": "bytes", "Bool": "bool", **NUMBERS}


def main(package: pathlib.Path) -> None:
    module = ast.parse((package / "logi_bindings.py").read_text(encoding="utf-8"))
    [public] = [node for node in module.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"]
    names = ast.literal_eval(public.value)
    # Of two classes of one name the later one has the variants.
    found = {node.name: node for node in module.body if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}
    lines = ["import datetime", "import enum", "import typing", "", f"__all__ = {names!r}"]
    for name in names:
        node = found[name]
        stub = stub_of_class(node, found) if isinstance(node, ast.ClassDef) else stub_of_function(node)
        lines += ["", ast.unparse(ast.fix_missing_locations(stub))]
    (package / "logi_bindings.pyi").write_text("\n".join(lines) + "\n", encoding="utf-8")


def stub_of_class(node: ast.ClassDef, found: dict[str, ast.AST]) -> ast.ClassDef:
    bases = [ast.unparse(base) for base in node.bases]
    nested = [inner for inner in node.body if isinstance(inner, ast.ClassDef)]
    if "enum.Enum" in bases:
        return make_class(node, bases, [inner for inner in node.body if isinstance(inner, ast.Assign)])
    if any(ast.unparse(base).startswith("_UniffiTemp") for variant in nested for base in variant.bases):
        types = types_of_errors(found[f"_UniffiFfiConverterType{node.name}"], node.name)
        variants = [make_class(variant, [node.name], typed(variant, types[variant.name])) for variant in nested]
        return make_class(node, ["Exception"], variants)
    variants = [make_class(variant, [node.name], fields_of(variant) + members_of(variant)) for variant in nested]
    is_record = not bases and not any(is_method(inner) for inner in node.body)
    return make_class(node, bases, variants + (fields_of(node) if is_record else []) + members_of(node))


def make_class(node: ast.ClassDef, bases: list[str], body: list[ast.stmt]) -> ast.ClassDef:
    words = ast.get_docstring(node)
    head = [ast.Expr(ast.Constant(words))] if words else []
    parents = [ast.parse(base, mode="eval").body for base in bases]
    return ast.ClassDef(node.name, parents, [], [*head, *body, *([] if head or body else [ast.Pass()])], [])


def init_of(node: ast.ClassDef) -> ast.FunctionDef | None:
    return next((inner for inner in node.body if isinstance(inner, ast.FunctionDef) and inner.name == "__init__"), None)


def fields_of(node: ast.ClassDef) -> list[ast.stmt]:
    """What its constructor takes, as attributes."""
    init = init_of(node)
    arguments = [*init.args.args[1:], *init.args.kwonlyargs] if init else []
    return [ast.AnnAssign(ast.Name(taken.arg), taken.annotation, None, 1) for taken in arguments if taken.annotation]


def is_method(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")


def members_of(node: ast.ClassDef) -> list[ast.stmt]:
    init = init_of(node)
    takes = init is not None and any(taken.annotation for taken in [*init.args.args, *init.args.kwonlyargs])
    constructor = [stub_of_function(init)] if takes else []
    return constructor + [stub_of_function(inner) for inner in node.body if is_method(inner)]


def stub_of_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    words = ast.get_docstring(node)
    body = [ast.Expr(ast.Constant(words))] if words else []
    returns = ast.Constant(None) if node.name == "__init__" else node.returns
    # What a default is, is the code's own matter.
    arguments = node.args
    arguments.defaults = [ast.Constant(...) for _ in arguments.defaults]
    arguments.kw_defaults = [default and ast.Constant(...) for default in arguments.kw_defaults]
    return type(node)(node.name, arguments, [*body, ast.Expr(ast.Constant(...))], node.decorator_list, returns)


def typed(variant: ast.ClassDef, types: list[str]) -> list[ast.stmt]:
    """Fields and constructor of an error."""
    init = init_of(variant)
    for taken, kind in zip(init.args.args[1:], types, strict=True):
        taken.annotation = ast.parse(kind, mode="eval").body
    return [*fields_of(variant), stub_of_function(init)]


def types_of_errors(converter: ast.ClassDef, error: str) -> dict[str, list[str]]:
    """For each variant the types of its fields, in order, from the calls `Error.Variant(_UniffiFfiConverterString.read(buf))`."""
    calls = [node for node in ast.walk(converter) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(f"{error}.")]
    return {ast.unparse(call.func).removeprefix(f"{error}."): [type_of(ast.unparse(read)) for read in call.args] for call in calls}


def type_of(reading: str) -> str:
    """The type that `_UniffiFfiConverterOptionalString.read(buf)` gives."""
    name = reading.removeprefix("_UniffiFfiConverter").removesuffix(".read(buf)")
    for prefix, generic in (("Optional", "typing.Optional"), ("Sequence", "typing.List")):
        if name.startswith(prefix):
            return f"{generic}[{type_of(name.removeprefix(prefix))}]"
    return CONVERTERS.get(name, name.removeprefix("Type"))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
