"""The published methods, written from their descriptions, to measure ours against on the same vectors.

Each takes arrays and returns links; what they look for is theirs, the dynamic program over a band is ours.
"""
