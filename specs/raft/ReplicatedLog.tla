-------------------------- MODULE ReplicatedLog --------------------------
(***************************************************************************)
(* What a consensus protocol over a log is for: one sequence of values     *)
(* that only ever grows at its end.                                        *)
(***************************************************************************)
EXTENDS Naturals, Sequences
CONSTANT Value
VARIABLE chosen         \* The values that are chosen for good, in order.

IsPrefix(s, t) == Len(s) <= Len(t) /\ SubSeq(t, 1, Len(s)) = s

Init == chosen = <<>>

(* A step may choose several: they become known to be chosen together. *)
Choose == IsPrefix(chosen, chosen') /\ chosen' # chosen

Spec == Init /\ [][Choose]_chosen
=============================================================================
