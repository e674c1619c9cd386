----------------------------- MODULE MCSemiSync -----------------------------
(* The bounded model of semi-synchronous replication, with fail-overs that wait until one replica must have what was acknowledged. *)
EXTENDS FixedPrimaryBackup, TLC

CONSTANT MaxEpoch

WithinBounds == Last <= MaxEpoch
Symmetry == Permutations(Replica \ {First}) \cup Permutations(Write)
=============================================================================
