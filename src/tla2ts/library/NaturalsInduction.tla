---- MODULE NaturalsInduction ----
EXTENDS Integers
NatInductiveDefHypothesis(f, f0, Step(_, _)) ==
  f = CHOOSE g : g = [n \in Nat |-> IF n = 0 THEN f0 ELSE Step(g[n - 1], n)]
NatInductiveDefConclusion(f, f0, Step(_, _)) == f = [n \in Nat |-> IF n = 0 THEN f0 ELSE Step(f[n - 1], n)]
FiniteNatInductiveDefHypothesis(f, c, Step(_, _), first, last) ==
  f = CHOOSE g : g = [n \in first .. last |-> IF n = first THEN c ELSE Step(g[n - 1], n)]
FiniteNatInductiveDefConclusion(f, c, Step(_, _), first, last) ==
  f = [n \in first .. last |-> IF n = first THEN c ELSE Step(f[n - 1], n)]
====
