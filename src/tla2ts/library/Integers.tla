---- MODULE Integers ----
EXTENDS Naturals
-. a == 0 - a
Int == Nat \cup {-n : n \in Nat}
====
