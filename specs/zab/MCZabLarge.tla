---------------------------- MODULE MCZabLarge ----------------------------
(* The model of the night: two epochs, with everything that can go wrong between them. *)
EXTENDS MCZab
=============================================================================
