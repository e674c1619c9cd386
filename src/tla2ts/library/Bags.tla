---- MODULE Bags ----
\* A bag is a function from its elements to how often they occur.
EXTENDS TLC
LOCAL INSTANCE Naturals
LOCAL Total(f) ==
  LET total[S \in SUBSET DOMAIN f] ==
        IF S = {} THEN 0 ELSE LET x == CHOOSE x \in S : TRUE IN f[x] + total[S \ {x}]
  IN total[DOMAIN f]
BagToSet(bag) == DOMAIN bag
IsABag(bag) == bag \in [BagToSet(bag) -> Nat \ {0}]
SetToBag(S) == [x \in S |-> 1]
BagIn(x, bag) == x \in BagToSet(bag)
EmptyBag == SetToBag({})
CopiesIn(x, bag) == IF BagIn(x, bag) THEN bag[x] ELSE 0
a \oplus b == [x \in DOMAIN a \cup DOMAIN b |-> CopiesIn(x, a) + CopiesIn(x, b)]
a \ominus b ==
  [x \in {y \in DOMAIN a : CopiesIn(y, a) > CopiesIn(y, b)} |-> CopiesIn(x, a) - CopiesIn(x, b)]
a \sqsubseteq b == \A x \in DOMAIN a : a[x] <= CopiesIn(x, b)
BagUnion(S) == [x \in UNION {DOMAIN bag : bag \in S} |-> Total([bag \in S |-> CopiesIn(x, bag)])]
SubBag(bag) ==
  LET most == CHOOSE n \in {0} \cup {bag[x] : x \in DOMAIN bag} : \A x \in DOMAIN bag : bag[x] <= n
  IN UNION {{part \in [S -> 1 .. most] : part \sqsubseteq bag} : S \in SUBSET DOMAIN bag}
BagOfAll(F(_), bag) ==
  [y \in {F(x) : x \in DOMAIN bag} |-> Total([x \in {z \in DOMAIN bag : F(z) = y} |-> bag[x]])]
BagCardinality(bag) == Total(bag)
====
