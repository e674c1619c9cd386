--------------------------- MODULE MCChangRoberts ---------------------------
(* The bounded model of the election on a ring: four processes, neither in the order of their numbers nor against it. *)
EXTENDS ChangRoberts
MCRing == <<"a", "b", "c", "d">>
MCNumber == [a |-> 2, b |-> 4, c |-> 1, d |-> 3]
=============================================================================
