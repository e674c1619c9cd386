--------------------------- MODULE MCBullyLarge ---------------------------
(* The model of the night: four epochs for each. *)
EXTENDS MCBully
=============================================================================
