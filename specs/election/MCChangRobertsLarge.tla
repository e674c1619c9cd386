----------------------- MODULE MCChangRobertsLarge ------------------------
(* The model of the night: five processes. *)
EXTENDS MCChangRoberts
LargeRing == <<"a", "b", "c", "d", "e">>
LargeNumber == [a |-> 2, b |-> 5, c |-> 1, d |-> 4, e |-> 3]
=============================================================================
