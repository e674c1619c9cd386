----------------------------- MODULE MCStorage -----------------------------
(* The bounded model of Storage: decisions follow one another without gaps and are said once; copies are ordered from the
last state, where there are too few. *)
EXTENDS Storage, TLC

CONSTANTS
  alone,              \* A data node that has a rack for itself.
  MaxRotten,          \* So many replicas have rotted at a time at most.
  MaxDead,
  MaxCopies           \* So many are ever ordered.

AtOnce(n) == n = decided + 1
Never(n) == FALSE
LastStamp == {decided}
Wanting(b) == IF Cardinality(located[b]) < Factor THEN DataNode \ located[b] ELSE {}
TwoRacks == [d \in DataNode |-> IF d = alone THEN "first" ELSE "second"]

Bounded ==
  /\ Cardinality({x \in Block \X DataNode : replica[x[1]][x[2]].data # replica[x[1]][x[2]].sum}) <= MaxRotten
  /\ Cardinality(dead) <= MaxDead
  /\ Cardinality({m \in messages : m.type = "copy"}) <= MaxCopies

Symmetric == Permutations(DataNode \ {alone}) \cup Permutations(Value)
=============================================================================
