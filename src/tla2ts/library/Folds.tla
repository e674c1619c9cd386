---- MODULE Folds ----
\* Combines f of all elements of S by op, taking the elements in the order in which pick gives them.
MapThenFoldSet(op(_, _), start, f(_), pick(_), S) ==
  LET fold[rest \in SUBSET S] ==
        IF rest = {} THEN start ELSE LET x == pick(rest) IN op(f(x), fold[rest \ {x}])
  IN fold[S]
====
