---- MODULE BagsTheorems ----
EXTENDS Bags
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets
Scaling(n, bag) == IF n > 0 THEN [x \in DOMAIN bag |-> n * bag[x]] ELSE EmptyBag
SeqToBag(s) == [x \in {s[i] : i \in DOMAIN s} |-> Cardinality({i \in DOMAIN s : s[i] = x})]
====
