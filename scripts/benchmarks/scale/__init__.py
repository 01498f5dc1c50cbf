"""What a corpus costs as it grows, and beyond one machine: python -m scripts.benchmarks.scale.NAME."""
