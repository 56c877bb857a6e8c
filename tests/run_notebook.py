"""`make notebook`: runs docs/first-figure.ipynb and keeps what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

DOCS = Path(__file__).parent.parent / "docs"
NOTEBOOK = DOCS / "first-figure.ipynb"
LONGEST = 300  # seconds of a cell, on a machine that does other things too


def executed() -> Any:
    """The notebook as it comes out of a fresh kernel, in its folder. Raises CellExecutionError."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, timeout=LONGEST, kernel_name="python3", resources={"metadata": {"path": str(DOCS)}}
    )
    client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran
        for output in cell.get("outputs", ()):
            if "depeche-text" in output.get("data", {}).get("text/html", ""):
                output.data["text/plain"] = "CodedArticle"  # else the whole record
    return notebook


if __name__ == "__main__":
    nbformat.write(executed(), NOTEBOOK)
