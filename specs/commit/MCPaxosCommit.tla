--------------------------- MODULE MCPaxosCommit ---------------------------
(* The bounded model of PaxosCommit: few resource managers and ballots, three acceptors. *)
EXTENDS PaxosCommit, TLC
CONSTANT MaxMessages
Bounded == Cardinality(msgs) <= MaxMessages
Symmetric == Permutations(Acceptor) \cup Permutations(RM)
=============================================================================
