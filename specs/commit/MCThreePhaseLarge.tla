------------------------ MODULE MCThreePhaseLarge -------------------------
(* The model of the night: three resource managers, and one that takes over. *)
EXTENDS MCThreePhase
=============================================================================
