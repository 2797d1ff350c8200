"""The faces of a result. They draw; nothing here measures or judges.

``outputs`` knows every format by name and writes files whole. ``view`` sorts out once what is shown where, ``wording``
says it, ``charts`` draws it. Then the faces: ``terminal``, ``html``, ``json``, one file in ``formats`` for each of the
others (the next one goes there), and ``comparison`` for what ``driftcli compare`` found. rich and jinja2 are imported
here only, each inside the face that needs it, so that JSON costs neither.
"""
