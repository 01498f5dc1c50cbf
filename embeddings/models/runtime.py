"""The one import of OpenVINO, with its telemetry off.

`import openvino` reports itself to its maker, and nncf what it was used for, unless the user has put a file
into the home directory. Both fall back to silent stubs of their own where the package openvino_telemetry is
absent (openvino/tools/ovc/telemetry_utils.py, nncf/telemetry/wrapper.py), so here it is absent.
"""

import sys

sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # how Python spells "not importable"

import openvino  # noqa: E402

__all__ = ["openvino"]
