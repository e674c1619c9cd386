-------------------------- MODULE MCPrimaryBackup --------------------------
(* The bounded model of PrimaryBackup. *)
EXTENDS PrimaryBackup, TLC

CONSTANT MaxEpoch

WithinBounds == Last <= MaxEpoch
Symmetry == Permutations(Replica \ {First}) \cup Permutations(Write)
=============================================================================
