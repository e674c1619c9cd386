---- MODULE FiniteSetTheorems ----
EXTENDS FiniteSets, Integers, Functions, WellFoundedInduction
FiniteSubsetsOf(S) == {part \in SUBSET S : IsFiniteSet(part)}
StrictSubsetOrdering(S) == {pair \in (SUBSET S) \X (SUBSET S) : pair[1] \subseteq pair[2] /\ pair[1] # pair[2]}
====
