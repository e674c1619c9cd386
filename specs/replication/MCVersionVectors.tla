-------------------------- MODULE MCVersionVectors --------------------------
(* The bounded model of VersionVectors. *)
EXTENDS VersionVectors, TLC

CONSTANT MaxPast

WithinBounds == \A r \in Replica : Len(past[r]) <= MaxPast
Symmetry == Permutations(Replica) \cup Permutations(Write)
=============================================================================
