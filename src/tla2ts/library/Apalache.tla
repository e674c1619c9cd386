---- MODULE Apalache ----
\* What the symbolic checker Apalache adds, as far as it means something to an explicit-state one.
LOCAL INSTANCE Integers
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE Sequences
target := value == target = value
Gen(size) == CHOOSE generated : generated # size
Guess(S) == CHOOSE x \in S : TRUE
Skolem(formula) == formula
Expand(S) == S
ConstCardinality(formula) == formula
MkSeq(n, F(_)) == [i \in 1 .. n |-> F(i)]
FunAsSeq(f, length, capacity) == IF length <= capacity THEN [i \in 1 .. length |-> f[i]] ELSE <<>>
SetAsFun(pairs) ==
  [x \in {pair[1] : pair \in pairs} |-> (CHOOSE pair \in pairs : pair[1] = x)[2]]
ApaFoldSet(op(_, _), start, S) ==
  LET fold[rest \in SUBSET S] ==
        IF rest = {} THEN start ELSE LET x == CHOOSE x \in rest : TRUE IN op(fold[rest \ {x}], x)
  IN fold[S]
ApaFoldSeqLeft(op(_, _), start, s) ==
  LET fold[i \in 0 .. Len(s)] == IF i = 0 THEN start ELSE op(fold[i - 1], s[i]) IN fold[Len(s)]
Repeat(F(_, _), n, start) ==
  LET after[i \in 0 .. n] == IF i = 0 THEN start ELSE F(after[i - 1], i) IN after[n]
====
