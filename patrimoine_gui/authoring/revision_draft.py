"""Puts a new revision together: its source, its test, its measures, and what to review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.authoring import index, revision_template, source_format
from patrimoine_gui.authoring.review import Operations, ReviewKind, ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.authoring.index import Script
    from patrimoine_gui.authoring.revision_template import Constants


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be written, as text.

    Attributes:
        migrations: folder of the revisions.
        sentence: what the user will read.
        revision: its id.
        head: the revision before, None for the first.
        operations: the statements of both ways.
    """

    migrations: Path
    sentence: str
    revision: str
    head: Script | None
    operations: Operations

    @property
    def below(self) -> str:
        """The id of the revision before, "" for none."""
        return self.head.id if self.head else ""

    @property
    def constants(self) -> Constants:
        """The constants, as far as they can be told from the difference."""
        operations = self.operations
        is_protected = self.head is not None and self.head.flag("protects")
        return revision_template.Constants(
            app_version=revision_template.next_version(self.head),
            requires_key=operations.requires_key,
            protects=is_protected or operations.requires_key,
            scrub_after=operations.scrub_after,
            irreversible=operations.irreversible,
        )

    def module(self) -> str:
        """Give the source of the revision."""
        return source_format.render_module(
            self.migrations / "script.py.mako",
            message=self.sentence,
            up_revision=self.revision,
            down_revision=self.below or None,
            upgrades=self.operations.upgrade,
            downgrades=self.operations.downgrade,
            constants=self.constants,
        )

    def test_file(self, module: Path) -> Path | None:
        """Say where the test goes, None where the working copy has none."""
        folder = self.migrations.parent / "tests" / "history"
        return folder / revision_template.test_name(module.name) if folder.is_dir() else None

    def test(self, file: Path) -> str:
        """Give the source of the test."""
        golden = revision_template.newest_golden(file.parents[1], self.below)
        text = revision_template.test(self.sentence, self.revision, self.below, golden)
        return source_format.laid_out(text, self.migrations.parent)

    def measures_file(self) -> Path | None:
        """Say where measures go, None where those of head still do."""
        if self.operations.encrypted is None:
            return None
        return self.migrations / "frozen" / f"measures_{self.revision}.py"

    def measures(self) -> str:
        """Give the source of the measures."""
        base = index.newest_measures(self.migrations)
        text = revision_template.measures(base, self.revision, self.operations.encrypted or ())
        return source_format.laid_out(text, self.migrations.parent)

    def sources(self, module: Path) -> dict[Path, str]:
        """Give what to write, by path: the revision, its test, its measures."""
        found = {module: self.module()}
        test, measures = self.test_file(module), self.measures_file()
        if test is not None:
            found[test] = self.test(test)
        if measures is not None:
            found[measures] = self.measures()
        return found

    def standing_notes(self, module: Path) -> Iterator[ReviewNote]:
        """Say what every revision needs."""
        test, measures = self.test_file(module), self.measures_file()
        if self.operations.irreversible:
            yield ReviewNote(ReviewKind.IRREVERSIBLE)
        yield ReviewNote(ReviewKind.CHANGES)
        yield ReviewNote(ReviewKind.APP_VERSION, self.constants.app_version)
        yield ReviewNote(ReviewKind.TRANSLATION, self.sentence)
        if measures is not None:
            yield ReviewNote(ReviewKind.MEASURES_WRITTEN, f"migrations/frozen/{measures.name}")
        kind = ReviewKind.MEASURES
        yield ReviewNote(kind, f"migrations/frozen/measures_{self.revision}.py")
        if test is not None:
            yield ReviewNote(ReviewKind.TEST, f"tests/history/{test.name}")
        yield ReviewNote(ReviewKind.GOLDEN, f"migrate.py create --golden {self.revision}")
        yield ReviewNote(ReviewKind.LEDGER, "make ledger")
