------------------------- MODULE MCPaxosCommitLarge -------------------------
(* The model of the night: more messages, so that two leaders get further. *)
EXTENDS MCPaxosCommit
=============================================================================
