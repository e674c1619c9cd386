---------------------------- MODULE MCMultiPaxos ----------------------------
(* The bounded model of Multi-Paxos: few slots, ballots and messages. *)
EXTENDS MultiPaxos, TLC
CONSTANT MaxMessages
Bounded == Cardinality(messages) <= MaxMessages
Symmetric == Permutations(Server) \cup Permutations(Value)
=============================================================================
