"""Alignment of texts that are translations of one another: strings and arrays in, beads out."""
