------------------------- MODULE MCConvergentTypes -------------------------
(* The bounded model of ConvergentTypes. *)
EXTENDS ConvergentTypes, TLC

CONSTANT MaxPast

WithinBounds == \A r \in Replica : Len(past[r]) <= MaxPast
Symmetry == Permutations(Replica) \cup Permutations(Write)
=============================================================================
