---------------------------- MODULE MCSwimCrash ----------------------------
(* The bounded model of SWIM with members that stop for good. *)
EXTENDS SwimCrash
=============================================================================
