"""The one import of OpenVINO, by way of this folder: its `__init__` has switched the telemetry off before."""

import openvino

__all__ = ["openvino"]
