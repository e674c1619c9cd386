---------------------------- MODULE Consensus ----------------------------
(***************************************************************************)
(* What consensus is, with no algorithm in it: of the values that could be *)
(* chosen one is, once, and for good.                                      *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets
CONSTANT Value
VARIABLE chosen         \* The values that are chosen: none, then one.

Init == chosen = {}

Choose == chosen = {} /\ \E v \in Value : chosen' = {v}

Spec == Init /\ [][Choose]_chosen

Agreement == Cardinality(chosen) <= 1

THEOREM Spec => []Agreement
=============================================================================
