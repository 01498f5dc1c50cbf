"""How firm: kills, hostile bytes. Run one with python -m scripts.benchmarks.robustness.NAME."""
