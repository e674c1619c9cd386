---- MODULE TLC ----
\* What the model checker offers to specifications.
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE FiniteSets
Print(output, value) == IF output = output THEN value ELSE value
PrintT(output) == output = output
Assert(condition, output) == IF condition = TRUE THEN TRUE ELSE CHOOSE fails : fails # output
JavaTime == CHOOSE seconds \in Nat : TRUE
TLCGet(register) == CHOOSE value : value # register
TLCSet(register, value) == register = register /\ value = value
d :> e == [x \in {d} |-> e]
f @@ g == [x \in DOMAIN f \cup DOMAIN g |-> IF x \in DOMAIN f THEN f[x] ELSE g[x]]
Permutations(S) == {p \in [S -> S] : \A y \in S : \E x \in S : p[x] = y}
SortSeq(s, Before(_, _)) ==
  LET rank(i) == Cardinality({j \in DOMAIN s : Before(s[j], s[i]) \/ (~Before(s[i], s[j]) /\ j <= i)})
  IN [place \in DOMAIN s |-> s[CHOOSE i \in DOMAIN s : rank(i) = place]]
RandomElement(S) == CHOOSE e \in S : TRUE
Any == CHOOSE everything : TRUE
ToString(value) == CHOOSE text \in STRING : text # value
TLCEval(value) == value
====
