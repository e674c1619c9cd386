---- MODULE Statistics ----
EXTENDS Naturals
ChiSquare(expected, actual, alpha) == CHOOSE accepted \in BOOLEAN : {expected, actual, alpha} # {}
====
