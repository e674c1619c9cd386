---- MODULE FiniteSetsExt ----
EXTENDS Integers, FiniteSets, Folds, Functions
FoldSet(op(_, _), start, S) == MapThenFoldSet(op, start, LAMBDA x : x, LAMBDA rest : CHOOSE x \in rest : TRUE, S)
SumSet(S) == FoldSet(+, 0, S)
ProductSet(S) == FoldSet(LAMBDA x, y : x * y, 1, S)
ReduceSet(op(_, _), S, start) == FoldSet(op, start, S)
MapThenSumSet(f(_), S) == MapThenFoldSet(+, 0, f, LAMBDA rest : CHOOSE x \in rest : TRUE, S)
FlattenSet(S) == UNION S
SymDiff(S, T) == (S \cup T) \ (S \cap T)
Quantify(S, P(_)) == Cardinality({x \in S : P(x)})
kSubset(k, S) == {part \in SUBSET S : Cardinality(part) = k}
Max(S) == CHOOSE most \in S : \A x \in S : x <= most
Min(S) == CHOOSE least \in S : \A x \in S : least <= x
Choices(S) == {Range(f) : f \in {g \in [S -> UNION S] : \A T \in S : g[T] \in T}}
ChooseUnique(S, P(_)) == CHOOSE x \in S : P(x) /\ \A y \in S \ {x} : ~P(y)
====
