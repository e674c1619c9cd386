---------------------------- MODULE MCRaftLarge ----------------------------
(* The model of the night: two entries, and all properties at once. *)
EXTENDS MCRaft
=============================================================================
