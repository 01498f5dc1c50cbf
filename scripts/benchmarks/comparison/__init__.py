"""What is told of planted and of known reuse, and how fast. Run one: python -m scripts.benchmarks.comparison.NAME."""
