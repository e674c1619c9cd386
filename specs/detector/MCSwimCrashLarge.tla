------------------------- MODULE MCSwimCrashLarge -------------------------
(* The larger model of SWIM with members that stop for good: they may start twice, and refute. *)
EXTENDS SwimCrash
=============================================================================
