"""The one import of OpenVINO: by way of this folder, whose `__init__` has switched its telemetry off before."""

import openvino

__all__ = ["openvino"]
