"""Collect what is to be translated: what Django collects, and the rules' sentences, which are their docstrings."""

import ast
from functools import cached_property
from pathlib import Path

from django.core.management.commands import makemessages

from returns.rules.rule import sentence_of


class SourceFile(makemessages.BuildFile):
    """A file to collect from; to one with rules their sentences are added as words to translate."""

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of the rules in the file."""
        path = Path(self.path)
        if self.domain != "django" or path.suffix != ".py" or "rules" not in (path.parent.name, path.stem):
            return []
        found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
        rules = [node for node in found if any("rule" in ast.unparse(each) for each in node.decorator_list)]
        return [sentence_of(ast.get_docstring(node) or "") for node in rules]

    @property
    def is_templatized(self) -> bool:
        """Whether a copy is collected from and not the file itself."""
        return bool(self.sentences) or super().is_templatized

    def preprocess(self) -> None:
        """Write the copy."""
        if not self.sentences:
            super().preprocess()
            return
        added = "".join(f"\ngettext({sentence!r})" for sentence in self.sentences)
        Path(self.work_path).write_text(Path(self.path).read_text("utf-8") + added, "utf-8")


class Command(makemessages.Command):
    """Django's own command, which also collects the rules' sentences."""

    build_file_class = SourceFile
