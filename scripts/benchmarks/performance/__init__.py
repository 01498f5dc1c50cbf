"""How fast, how large. Run one with python -m scripts.benchmarks.performance.NAME."""
