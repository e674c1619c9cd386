------------------------------- MODULE MCSwim -------------------------------
(* The bounded model of SWIM: few updates, and nobody is special. *)
EXTENDS Swim, FiniteSets, TLC
CONSTANT MaxTold
Bounded == Cardinality(told) <= MaxTold
Symmetric == Permutations(Member)
=============================================================================
