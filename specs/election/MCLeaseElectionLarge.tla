----------------------- MODULE MCLeaseElectionLarge -----------------------
(* The model of the night: three candidates, three servers, five epochs. *)
EXTENDS MCLeaseElection
=============================================================================
