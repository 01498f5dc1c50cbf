"""The environment in which the libraries of models neither download nor report anything."""

import os


def offline() -> dict[str, str]:
    """The environment of this process, so changed; for a process of its own."""
    return os.environ | {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
