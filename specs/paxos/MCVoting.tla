----------------------------- MODULE MCVoting -----------------------------
(* The bounded model of Voting: two ballots. *)
EXTENDS Voting, TLC
Symmetric == Permutations(Acceptor) \cup Permutations(Value)
=============================================================================
