-------------------------- MODULE MCRedlockLarge --------------------------
(* The model of the night: four servers. *)
EXTENDS MCRedlock
=============================================================================
