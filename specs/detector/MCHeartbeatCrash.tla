-------------------------- MODULE MCHeartbeatCrash --------------------------
(* The bounded model of HeartbeatCrash. *)
EXTENDS HeartbeatCrash

FewBeats == 1..2
=============================================================================
