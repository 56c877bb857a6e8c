"""axe-core's script, fetched once by npm into build/ and checked against its digest."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "build" / "axe"


@cache
def script() -> str:
    """Raises AssertionError where other bytes came than those that are pinned."""
    pin = tomllib.loads((HERE / "axe.toml").read_text(encoding="utf-8"))
    packed = KEPT / f"{pin['package']}-{pin['version']}.tgz"
    if not packed.is_file():
        KEPT.mkdir(parents=True, exist_ok=True)
        wanted = f"{pin['package']}@{pin['version']}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=KEPT, check=True, capture_output=True)
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    assert f"sha512-{digest}" == pin["integrity"], f"{packed} is not the pinned {pin['package']}; delete it"
    with tarfile.open(packed) as archive:
        held = archive.extractfile(pin["script"])
        assert held is not None
        return held.read().decode()
