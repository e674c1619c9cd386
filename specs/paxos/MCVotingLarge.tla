-------------------------- MODULE MCVotingLarge ---------------------------
(* The model of the night: four ballots. *)
EXTENDS MCVoting
=============================================================================
