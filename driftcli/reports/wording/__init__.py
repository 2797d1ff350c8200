"""Everything a result says in words and figures, worded once so that every face says the same.

``numbers`` gives figures, ``names`` the words for statuses, checks and statistics, ``drift`` and ``quality`` one
sentence a check, ``performance`` and ``together`` those about a model and about rows, ``finding`` chooses among them,
``conclusion`` words verdict, diagnosis and power. Nothing here draws: no markup, no colour, ASCII symbols only (a face
may replace ``->`` by an arrow).
"""
