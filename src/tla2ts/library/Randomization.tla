---- MODULE Randomization ----
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets
RandomSubset(size, S) == CHOOSE part \in SUBSET S : Cardinality(part) = size
RandomSetOfSubsets(count, mean, S) ==
  CHOOSE parts \in SUBSET SUBSET S : Cardinality(parts) <= count /\ mean \in Nat
TestRandomSetOfSubsets(count, mean, S) == [i \in 1 .. 5 |-> Cardinality(RandomSetOfSubsets(count, mean, S))]
====
