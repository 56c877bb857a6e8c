"""What a long run says of itself."""

from __future__ import annotations

import pytest

from depeche.ingest import Progress
from depeche.presenting.progress import in_words


@pytest.mark.parametrize(
    ("progress", "total", "words"),
    [
        (Progress(added=30, known=2, files=10), 40, "2 known, 3.0 a second, 10 of 40 files, 0:00:30 left, 0 failures"),
        (Progress(added=30, failed=1, part=0.25), 1, "0 known, 3.0 a second, 0 of 1 file, 0:00:30 left, 1 failure"),
        (Progress(added=30), 1, "0 known, 3.0 a second, 0 of 1 file, 0 failures"),
        (Progress(added=30), None, "0 known, 3.0 a second, 0 failures"),
    ],
)  # fmt: skip
def test_progress_is_told_with_its_rate_and_what_is_left(progress: Progress, total: int | None, words: str) -> None:
    assert in_words(progress, total, seconds=10) == f"30 articles added, {words}"
