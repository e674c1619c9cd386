------------------------------- MODULE MCZab -------------------------------
(* The bounded model of Zab: how far epochs, histories and messages go. *)
EXTENDS Zab, TLC

CONSTANTS MaxEpoch, MaxHistory, MaxMessages

Bounded ==
  /\ \A i \in Server : acceptedEpoch[i] <= MaxEpoch /\ Len(history[i]) <= MaxHistory
  /\ Cardinality(messages) <= MaxMessages

Symmetric == Permutations(Server)
=============================================================================
