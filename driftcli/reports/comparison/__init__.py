"""A comparison of two models: its words, its faces (listed in ``outputs``), and the way back from JSON."""
