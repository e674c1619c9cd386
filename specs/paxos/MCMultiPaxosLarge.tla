------------------------ MODULE MCMultiPaxosLarge -------------------------
(* The model of the night: more messages, so that a second leader gets to both slots. *)
EXTENDS MCMultiPaxos
=============================================================================
