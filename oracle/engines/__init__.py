"""Engines under test: how one plugs in (`connect`), and the bundled ones."""
