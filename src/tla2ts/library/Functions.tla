---- MODULE Functions ----
EXTENDS Integers, Folds
Range(f) == {f[x] : x \in DOMAIN f}
Restrict(f, S) == [x \in S |-> f[x]]
RestrictDomain(f, Test(_)) == [x \in {y \in DOMAIN f : Test(y)} |-> f[x]]
RestrictValues(f, Test(_)) == [x \in {y \in DOMAIN f : Test(f[y])} |-> f[x]]
IsRestriction(small, large) == DOMAIN small \subseteq DOMAIN large /\ \A x \in DOMAIN small : small[x] = large[x]
Pointwise(f, g, Op(_, _)) == [x \in DOMAIN f |-> Op(f[x], g[x])]
Inverse(f, S, T) == [y \in T |-> CHOOSE x \in S : y \in Range(f) => f[x] = y]
AntiFunction(f) == Inverse(f, DOMAIN f, Range(f))
IsInjective(f) == \A x, y \in DOMAIN f : x # y => f[x] # f[y]
Injection(S, T) == {f \in [S -> T] : IsInjective(f)}
Surjection(S, T) == {f \in [S -> T] : T \subseteq Range(f)}
Bijection(S, T) == {f \in Injection(S, T) : T \subseteq Range(f)}
ExistsInjection(S, T) == Injection(S, T) # {}
ExistsSurjection(S, T) == Surjection(S, T) # {}
ExistsBijection(S, T) == Bijection(S, T) # {}
FoldFunctionOnSet(op(_, _), start, f, S) ==
  MapThenFoldSet(op, start, LAMBDA x : f[x], LAMBDA rest : CHOOSE x \in rest : TRUE, S)
FoldFunction(op(_, _), start, f) == FoldFunctionOnSet(op, start, f, DOMAIN f)
SumFunctionOnSet(f, S) == FoldFunctionOnSet(+, 0, f, S)
SumFunction(f) == SumFunctionOnSet(f, DOMAIN f)
====
