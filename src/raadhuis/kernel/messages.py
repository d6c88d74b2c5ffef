"""Translations without GNU gettext: compiles every .po, collects new texts, says which translations are missing.

`python -m raadhuis.kernel.messages compile|collect|missing`. The message ids are Dutch, so nl needs no catalogue.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("en",)
MARKS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
MARKS_WITH_CONTEXT = frozenset({"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})
# Manifests hold literals only, so their menu labels cannot be marked; they are found by name.
LABELS = frozenset({"MenuItem"})
# Rules import no Django, so a refusal's words are not marked either: they are found by where they stand.
REFUSAL_WORDS = frozenset({"title", "next"})


class Text(NamedTuple):
    """One text to translate: context "" and plural "" are none."""

    context: str
    singular: str
    plural: str


def compile_all(root: Path = PACKAGE) -> int:
    """Write the .mo beside every .po that is newer. Returns how many were written."""
    written = 0
    for source in _catalogues(root):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


def missing(root: Path = PACKAGE) -> list[str]:
    """Every text without a translation, each as a line that says where."""
    translated: dict[str, set[Text]] = {language: set() for language in LANGUAGES}
    found: list[str] = []
    for catalogue in _catalogues(root):
        known = translated.setdefault(catalogue.parts[-3], set())
        for entry in polib.pofile(str(catalogue)):
            if entry.obsolete:
                continue
            known.add(Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""))
            if not entry.translated() or entry.fuzzy:
                found.append(
                    f"{catalogue.relative_to(root)}:{entry.linenum}: {entry.msgid!r} is not translated"
                )
    for text, place in texts(root).items():
        found += [
            f"{place}: {text.singular!r} is in no {language} catalogue (run: collect)"
            for language in LANGUAGES
            if text not in translated[language]
        ]
    return found


def collect(root: Path = PACKAGE) -> int:
    """Add every new text, untranslated, to the catalogue of its room (or the look's). Returns how many were added."""
    added = 0
    for language in LANGUAGES:
        paths = [path for path in _catalogues(root) if path.parts[-3] == language]
        known = {
            Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")
            for path in paths
            for entry in polib.pofile(str(path))
            if not entry.obsolete
        }
        for text, place in texts(root).items():
            if text in known:
                continue
            path = _home(root, place) / "locale" / language / "LC_MESSAGES" / "django.po"
            catalogue = polib.pofile(str(path)) if path.exists() else _new_catalogue(language)
            catalogue.append(_entry(text))
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            added += 1
    return added


def texts(root: Path = PACKAGE) -> dict[Text, str]:
    """Every marked text below `root` with the place where it first stands, relative to `root`."""
    from django.utils.translation.template import templatize

    sources = {
        path: path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.suffix in (".py", ".html", ".txt")
        and not {"tests", "node_modules", "vendor"} & set(path.relative_to(root).parts)
    }
    refusals = _refusals(source for path, source in sources.items() if path.suffix == ".py")
    found: dict[Text, str] = {}
    for path, source in sources.items():
        if path.suffix == ".py":
            here = _in_python(source, refusals)
        elif "templates" in path.parts:
            here = _in_template(templatize(source, origin=str(path)))
        else:
            continue
        for text in here:
            found.setdefault(text, str(path.relative_to(root)))
    return found


def _in_python(source: str, refusals: frozenset[str]) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="field"), args=[_, _, reason]) if (
                name in refusals
            ):
                yield from _literal(reason)
            case ast.Call(func=ast.Name(id="FieldError"), args=[_, _, reason]):
                yield from _literal(reason)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[detail, *_]) if (
                name in refusals
            ):
                yield from _literal(detail)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                if name in LABELS:
                    args = [k.value for k in keywords if k.arg == "label"]
                yield from _text(name, [a.value for a in args if isinstance(a, ast.Constant)])
            case ast.ClassDef(name=name, body=body) if name in refusals:
                for line in body:
                    match line:
                        case (
                            ast.Assign(targets=[ast.Name(id=word)], value=value)
                            | ast.AnnAssign(target=ast.Name(id=word), value=ast.Constant() as value)
                        ) if word in REFUSAL_WORDS:
                            yield from _literal(value)


def _literal(node: ast.expr) -> Iterator[Text]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield Text("", node.value, "")


def _refusals(sources: Iterable[str]) -> frozenset[str]:
    """The names of `Refusal` and of every class below it."""
    bases = {
        node.name: {
            base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases
        }
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refusal"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


# What Django's templatize leaves of a template: calls with literal arguments, between runs of X.
_STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)", re.DOTALL)


def _in_template(code: str) -> Iterator[Text]:
    for call in _CALL.finditer(code):
        yield from _text(call[1], list(ast.literal_eval(f"({call[2]},)")))


def _text(name: str, arguments: list[object]) -> Iterator[Text]:
    strings = [a for a in arguments if isinstance(a, str)]
    if name in MARKS_WITH_CONTEXT and len(strings) > 1:
        yield Text(strings[0], strings[1], strings[2] if len(strings) > 2 else "")
    elif name in MARKS | LABELS and strings and strings[0]:
        yield Text("", strings[0], strings[1] if name.startswith("n") and len(strings) > 1 else "")


def _catalogues(root: Path) -> list[Path]:
    return sorted(root.rglob("locale/*/LC_MESSAGES/*.po"))


def _home(root: Path, place: str) -> Path:
    parts = Path(place).parts
    return root.joinpath(*parts[:2]) if parts[0] == "components" and len(parts) > 2 else root / "look"


def _new_catalogue(language: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def _entry(text: Text) -> polib.POEntry:
    plural = {"msgid_plural": text.plural, "msgstr_plural": {0: "", 1: ""}} if text.plural else {}
    return polib.POEntry(msgid=text.singular, msgctxt=text.context or None, **plural)


def main(arguments: list[str]) -> int:
    """Run one of the commands; `missing` exits with 1 when something is."""
    match arguments:
        case ["compile"]:
            sys.stdout.write(f"messages: {compile_all()} compiled, {len(missing())} translations missing\n")
        case ["collect"]:
            sys.stdout.write(f"messages: {collect()} texts added\n")
        case ["missing"]:
            found = missing()
            sys.stdout.writelines(f"{line}\n" for line in found)
            return bool(found)
        case _:
            sys.stderr.write("usage: python -m raadhuis.kernel.messages compile|collect|missing\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
