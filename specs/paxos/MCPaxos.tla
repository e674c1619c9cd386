------------------------------ MODULE MCPaxos ------------------------------
(* The bounded model of Paxos: few ballots, and nobody is special. *)
EXTENDS Paxos, TLC
Symmetric == Permutations(Acceptor) \cup Permutations(Value)
=============================================================================
