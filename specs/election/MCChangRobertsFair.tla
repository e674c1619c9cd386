------------------------- MODULE MCChangRobertsFair -------------------------
(* The election on a ring of three without crashes, for its liveness. *)
EXTENDS ChangRoberts
MCRing == <<"a", "b", "c">>
MCNumber == [a |-> 2, b |-> 3, c |-> 1]
=============================================================================
