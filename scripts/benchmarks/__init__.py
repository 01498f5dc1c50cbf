"""Measurements, each printing a table: python -m scripts.benchmarks.NAME."""
