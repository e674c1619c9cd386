--------------------------- MODULE MCPaxosLarge ---------------------------
(* The model of the night: three ballots, so that a vote follows votes that were not enough. *)
EXTENDS MCPaxos
=============================================================================
