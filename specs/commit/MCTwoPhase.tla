---------------------------- MODULE MCTwoPhase ----------------------------
(* The bounded model of TwoPhase: three resource managers. *)
EXTENDS TwoPhase
=============================================================================
