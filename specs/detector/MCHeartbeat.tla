---------------------------- MODULE MCHeartbeat ----------------------------
(* The bounded model of Heartbeat. *)
EXTENDS Heartbeat

FewBeats == 1..3
=============================================================================
