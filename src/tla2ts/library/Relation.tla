---- MODULE Relation ----
\* A relation on S is a function from pairs of elements to BOOLEAN.
EXTENDS Naturals, FiniteSets
LOCAL table(op(_, _), S) == [x, y \in S |-> op(x, y)]
IsReflexive(R, S) == \A x \in S : R[x, x]
IsReflexiveUnder(op(_, _), S) == IsReflexive(table(op, S), S)
IsIrreflexive(R, S) == \A x \in S : ~R[x, x]
IsIrreflexiveUnder(op(_, _), S) == IsIrreflexive(table(op, S), S)
IsSymmetric(R, S) == \A x, y \in S : R[x, y] = R[y, x]
IsSymmetricUnder(op(_, _), S) == IsSymmetric(table(op, S), S)
IsAntiSymmetric(R, S) == \A x, y \in S : x = y \/ ~R[x, y] \/ ~R[y, x]
IsAntiSymmetricUnder(op(_, _), S) == IsAntiSymmetric(table(op, S), S)
IsAsymmetric(R, S) == \A x, y \in S : ~R[x, y] \/ ~R[y, x]
IsAsymmetricUnder(op(_, _), S) == IsAsymmetric(table(op, S), S)
IsTransitive(R, S) == \A x, y, z \in S : R[x, y] => (R[y, z] => R[x, z])
IsTransitiveUnder(op(_, _), S) == IsTransitive(table(op, S), S)
IsStrictlyPartiallyOrdered(R, S) == IsIrreflexive(R, S) /\ IsAntiSymmetric(R, S) /\ IsTransitive(R, S)
IsStrictlyPartiallyOrderedUnder(op(_, _), S) == IsStrictlyPartiallyOrdered(table(op, S), S)
IsPartiallyOrdered(R, S) == IsReflexive(R, S) /\ IsAntiSymmetric(R, S) /\ IsTransitive(R, S)
IsPartiallyOrderedUnder(op(_, _), S) == IsPartiallyOrdered(table(op, S), S)
IsStrictlyTotallyOrdered(R, S) ==
  IsStrictlyPartiallyOrdered(R, S) /\ \A x, y \in S : x = y \/ R[x, y] \/ R[y, x]
IsStrictlyTotallyOrderedUnder(op(_, _), S) == IsStrictlyTotallyOrdered(table(op, S), S)
IsTotallyOrdered(R, S) == IsPartiallyOrdered(R, S) /\ \A x, y \in S : R[x, y] \/ R[y, x]
IsTotallyOrderedUnder(op(_, _), S) == IsTotallyOrdered(table(op, S), S)
TransitiveClosure(R, S) ==
  LET within[n \in Nat] ==
        IF n = 0 THEN R
        ELSE LET Q == within[n - 1] IN [x, y \in S |-> Q[x, y] \/ \E z \in S : Q[x, z] /\ Q[z, y]]
      closed == within[Cardinality(S)]
  IN [x, y \in S |-> closed[x, y]]
ReflexiveTransitiveClosure(R, S) ==
  LET closed == TransitiveClosure(R, S) IN [x, y \in S |-> x = y \/ closed[x, y]]
IsConnected(R, S) == LET closed == ReflexiveTransitiveClosure(R, S) IN \A x, y \in S : closed[x, y]
====
