------------------------- MODULE MCRaftLaterLarge -------------------------
(* The model of the night: six messages. *)
EXTENDS MCRaftLater
=============================================================================
