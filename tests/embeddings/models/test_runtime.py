"""Runtime, tested.

Covers `embeddings.models.export`, `embeddings.models.offline`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NNCF_IS_SILENT = """
from nncf.telemetry.wrapper import NNCFTelemetry, telemetry
assert not isinstance(telemetry, NNCFTelemetry)
"""


@pytest.mark.parametrize(
    ("module", "and_then"),
    [("embeddings.models.export", NNCF_IS_SILENT), ("embeddings.encoder.openvino", "")],
)
def test_no_library_reports_to_its_maker(tmp_path: Path, module: str, and_then: str) -> None:
    """Neither making the graph nor running it wakes OpenVINO's telemetry, which leaves an id in the home."""
    program = f"import {module}\n{and_then}"
    environment = {**os.environ, "HOME": str(tmp_path)}
    for sign_of_ci in ("CI", "TF_BUILD", "JENKINS_URL", "NNCF_CI", "NNCF_DEV"):
        environment.pop(sign_of_ci, None)  # the telemetry holds its tongue there of itself
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert not (tmp_path / "intel").exists()
