"""The stockade binary, as a Python package; it has no other Python interface."""
