"""What is told of planted and known reuse, and how fast: python -m scripts.benchmarks.comparison.NAME."""
