--------------------------- MODULE MCSwimLarge ----------------------------
(* The model of the night: seven updates are told. *)
EXTENDS MCSwim
=============================================================================
