----------------------------- MODULE DurableLog -----------------------------
(***************************************************************************)
(* What replication promises: what has been acknowledged is there, in its   *)
(* order, and stays. The refinement target of the protocols that keep that *)
(* promise.                                                                *)
(***************************************************************************)
EXTENDS Sequences, Naturals

CONSTANT Write

VARIABLE acknowledged   \* What clients have been told is safe, as one sequence.

Init == acknowledged = <<>>

(* More becomes safe: some writes at once, as a batch does. *)
Next ==
  /\ Len(acknowledged') > Len(acknowledged)
  /\ acknowledged' \in Seq(Write)
  /\ SubSeq(acknowledged', 1, Len(acknowledged)) = acknowledged

Spec == Init /\ [][Next]_acknowledged
=============================================================================
