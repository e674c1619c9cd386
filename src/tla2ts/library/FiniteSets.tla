---- MODULE FiniteSets ----
LOCAL INSTANCE Naturals
IsFiniteSet(S) == \E n \in Nat : \E count \in [1 .. n -> S] : \A e \in S : \E i \in 1 .. n : count[i] = e
Cardinality(S) ==
  CHOOSE n \in Nat : \E count \in [1 .. n -> S] : \A e \in S : \E i \in 1 .. n : \A j \in 1 .. n : count[j] = e <=> i = j
====
