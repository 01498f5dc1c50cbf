"""How good: measures on real or planted texts. Run one with python -m scripts.benchmarks.quality.NAME."""
