------------------------ MODULE MCLeaseElectionTimed ------------------------
(* The bounded model of the election by a lease with time: two candidates, a lease of two ticks, and five of them. *)
EXTENDS LeaseElectionTimed, TLC
Symmetric == Permutations(Candidate)
Bounded == version <= 3
=============================================================================
