------------------------- MODULE MCHeartbeatLarge -------------------------
(* The model of the night: twelve heartbeats. *)
EXTENDS MCHeartbeat
MoreBeats == 1..12
=============================================================================
