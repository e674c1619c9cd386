---- MODULE BagsExt ----
LOCAL INSTANCE Bags
LOCAL INSTANCE Integers
LOCAL INSTANCE Folds
LOCAL Count(x, bag) == IF x \in DOMAIN bag THEN bag[x] ELSE 0 \* Not CopiesIn: another Bags may stand before ours.
BagAdd(bag, x) == [y \in DOMAIN bag \cup {x} |-> Count(y, bag) + IF x = y THEN 1 ELSE 0]
BagRemoveAll(bag, x) == [y \in DOMAIN bag \ {x} |-> bag[y]]
BagRemove(bag, x) ==
  IF Count(x, bag) > 1 THEN [bag EXCEPT ![x] = @ - 1] ELSE BagRemoveAll(bag, x)
MapThenFoldBag(op(_, _), start, f(_), pick(_), bag) ==
  LET fold[rest \in SUBSET DOMAIN bag] ==
        IF rest = {} THEN start
        ELSE LET x == pick(rest)
                 times[n \in 0 .. bag[x]] == IF n = 0 THEN fold[rest \ {x}] ELSE op(f(x), times[n - 1])
             IN times[bag[x]]
  IN fold[DOMAIN bag]
FoldBag(op(_, _), start, bag) ==
  MapThenFoldBag(op, start, LAMBDA x : x, LAMBDA rest : CHOOSE x \in rest : TRUE, bag)
SumBag(bag) == FoldBag(+, 0, bag)
ProductBag(bag) == FoldBag(LAMBDA x, y : x * y, 1, bag)
====
