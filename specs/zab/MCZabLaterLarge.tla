------------------------- MODULE MCZabLaterLarge --------------------------
(* The model of the night: six messages. *)
EXTENDS MCZabLater
=============================================================================
