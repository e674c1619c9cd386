--------------------- MODULE MCChainReplicationLarge ----------------------
(* The model of the night: two writes. *)
EXTENDS MCChainReplication
=============================================================================
