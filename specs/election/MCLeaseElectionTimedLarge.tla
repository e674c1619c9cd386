-------------------- MODULE MCLeaseElectionTimedLarge ---------------------
(* The model of the night: six ticks. *)
EXTENDS MCLeaseElectionTimed
=============================================================================
