------------------------------ MODULE MCRaft ------------------------------
(* The bounded model of Raft: how far terms, logs and messages go. *)
EXTENDS Raft, TLC

CONSTANTS MaxTerm, MaxLog, MaxMessages

Bounded ==
  /\ \A i \in Server : currentTerm[i] <= MaxTerm /\ Len(log[i]) <= MaxLog
  /\ Cardinality(messages) <= MaxMessages

Symmetric == Permutations(Server)

(* In this model nobody comes or goes. *)
Unchanged == {}
=============================================================================
