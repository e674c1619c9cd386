--------------------- MODULE MCChangRobertsFairLarge ----------------------
(* The model of the night: six processes. *)
EXTENDS MCChangRobertsFair
LargeRing == <<"a", "b", "c", "d", "e", "f">>
LargeNumber == [a |-> 2, b |-> 5, c |-> 1, d |-> 4, e |-> 3, f |-> 6]
=============================================================================
