"""How well texts are read and repaired. Run one with python -m scripts.benchmarks.text.NAME."""
