"""What is told of planted and of known reuse. Run one with python -m scripts.benchmarks.comparison.NAME."""
