-------------------------- MODULE MCLeaseElection --------------------------
(* The bounded model of the election by a lease: three epochs. *)
EXTENDS LeaseElection, TLC
CONSTANT MaxEpoch
Bounded == Len(granted) <= MaxEpoch
Symmetric == Permutations(Candidate) \cup Permutations(Server)
=============================================================================
