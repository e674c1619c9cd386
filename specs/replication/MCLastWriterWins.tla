-------------------------- MODULE MCLastWriterWins --------------------------
(* The bounded model of LastWriterWins. *)
EXTENDS LastWriterWins

CONSTANTS r1, r2, r3, MaxPast

InOrder == <<r1, r2, r3>>
SmallTime == 1..3
WithinBounds == \A r \in Replica : Len(past[r]) <= MaxPast
=============================================================================
