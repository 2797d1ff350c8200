"""The terminal face: ``screen`` joins the parts, ``short`` those of a first look, ``fit`` leaves some out."""
