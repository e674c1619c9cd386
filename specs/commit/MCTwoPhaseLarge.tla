------------------------- MODULE MCTwoPhaseLarge --------------------------
(* The model of the night: seven resource managers. *)
EXTENDS MCTwoPhase
=============================================================================
