---------------------- MODULE MCHeartbeatCrashLarge -----------------------
(* The model of the night: six heartbeats. *)
EXTENDS MCHeartbeatCrash
MoreBeats == 1..6
=============================================================================
