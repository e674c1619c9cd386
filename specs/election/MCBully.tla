------------------------------ MODULE MCBully ------------------------------
(* The bounded model of the bully algorithm: three nodes, and two epochs for each. *)
EXTENDS Bully
MCOrder == <<"a", "b", "c">>
=============================================================================
