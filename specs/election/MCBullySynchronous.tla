------------------------- MODULE MCBullySynchronous -------------------------
(* The bounded model of the bully algorithm in a synchronous system: three nodes, and two epochs for each. *)
EXTENDS BullySynchronous
MCOrder == <<"a", "b", "c">>
=============================================================================
