--------------------- MODULE MCBullySynchronousLarge ----------------------
(* The model of the night: some have three epochs. *)
EXTENDS MCBullySynchronous
=============================================================================
