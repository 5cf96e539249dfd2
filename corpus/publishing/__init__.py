"""Datasets to publish: their rows and splits, rights, the card, the check, the way to the Hub and to archives."""
