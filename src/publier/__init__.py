"""publier: one canonical source of a relecture, three editions whose notes are proved equal."""

__version__ = "0.1.0"
