"""What ``scripts/benchmark.py`` measures: one module a subject, each with a click ``command``."""
