"""The notebook of the docs runs from its first cell to its figure."""

from __future__ import annotations

from typing import Any

from run_notebook import executed


def test_the_notebook_goes_from_reports_to_a_figure() -> None:
    notebook = executed()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert "39 articles, 0 failed" in "".join(output.get("text", "") for output in shown)
    assert [kind for kind in map(kind_of, shown) if kind] == ["article", "table", "table", "picture", "table"]


def kind_of(output: Any) -> str | None:
    found = output.get("data", {})
    if "image/png" in found:
        return "picture"
    html = found.get("text/html", "")
    return "article" if "depeche-text" in html else "table" if "dataframe" in html else None
