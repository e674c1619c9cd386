---- MODULE WellFoundedInduction ----
EXTENDS NaturalsInduction
IsTransitivelyClosedOn(R, S) ==
  \A x, y, z \in S : (<<x, y>> \in R /\ <<y, z>> \in R) => <<x, z>> \in R
IsWellFoundedOn(R, S) == ~\E chain \in [Nat -> S] : \A n \in Nat : <<chain[n + 1], chain[n]>> \in R
SetLessThan(x, R, S) == {y \in S : <<y, x>> \in R}
WFDefOn(R, S, Def(_, _)) ==
  \A f, g : \A x \in S : (\A y \in SetLessThan(x, R, S) : f[y] = g[y]) => Def(f, x) = Def(g, x)
OpDefinesFcn(f, S, Def(_, _)) == f = CHOOSE g : g = [x \in S |-> Def(g, x)]
WFInductiveDefines(f, S, Def(_, _)) == f = [x \in S |-> Def(f, x)]
WFInductiveUnique(S, Def(_, _)) ==
  \A f, g : (WFInductiveDefines(f, S, Def) /\ WFInductiveDefines(g, S, Def)) => f = g
TransitiveClosureOn(R, S) ==
  {pair \in S \X S : \A T \in SUBSET (S \X S) : (R \cap (S \X S) \subseteq T /\ IsTransitivelyClosedOn(T, S)) => pair \in T}
OpToRel(_\prec_, S) == {pair \in S \X S : pair[1] \prec pair[2]}
PreImage(f(_), S, R) == {pair \in S \X S : <<f(pair[1]), f(pair[2])>> \in R}
LexPairOrdering(R1, R2, S1, S2) ==
  {pair \in (S1 \X S2) \X (S1 \X S2) :
     \/ <<pair[1][1], pair[2][1]>> \in R1
     \/ pair[1][1] = pair[2][1] /\ <<pair[1][2], pair[2][2]>> \in R2}
LexProductOrdering(R, S, n) ==
  {pair \in [1 .. n -> S] \X [1 .. n -> S] :
     \E k \in 1 .. n :
       /\ \A i \in 1 .. k - 1 : pair[1][i] = pair[2][i]
       /\ <<pair[1][k], pair[2][k]>> \in R}
====
