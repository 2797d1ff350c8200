"""Pictures made of characters: ``spark`` for terminals, ``distribution`` and ``bullet`` as inline SVG.

Pure functions from numbers to strings; no library, no clock, no random id, so that equal results give equal bytes.
"""
