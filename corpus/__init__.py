"""Files, documents, languages and formats: a folder of translations becomes a parallel corpus."""

__version__ = "0.1.0"
