--------------------------- MODULE MCStorageCrash ---------------------------
(* The bounded model of repair: a packet is acknowledged, with a copy in each rack, and some of the copies fail. Index is large
enough for all that is decided on the way: were it not, repair would wait for more, and Restoration fail. *)
EXTENDS StorageCrash, TLC

CONSTANTS
  alone,              \* A data node that has a rack for itself.
  other               \* The data node in the other rack that has the second copy.

AtOnce(n) == n = decided + 1
Never(n) == FALSE
LastStamp == {decided}
Wanting(b) == IF Cardinality(located[b]) < Factor THEN DataNode \ located[b] ELSE {}
TwoRacks == [d \in DataNode |-> IF d = alone THEN "first" ELSE "second"]

Pair == {alone, other}
First == CHOOSE v \in Value : TRUE
Written == [gen |-> 1, stamp |-> 1, data |-> <<First>>, sum |-> <<First>>]

CrashInit ==
  /\ decided = 2
  /\ version = [b \in Block |-> [gen |-> 1, data |-> <<First>>]]
  /\ writing = [b \in Block |-> NotWriting]
  /\ located = [b \in Block |-> Pair]
  /\ removed = [b \in Block |-> [d \in DataNode |-> 0]]
  /\ dead = {}
  /\ replica = [b \in Block |-> [d \in DataNode |-> IF d \in Pair THEN Written ELSE NoReplica]]
  /\ messages = UNION {{Stored(b, Written, alone), Stored(b, Written, other),
                        [type |-> "version", block |-> b, gen |-> 1, len |-> 1, node |-> alone]} : b \in Block}
  /\ failed = [b \in Block |-> {}]
  /\ crashed = {}
  /\ failures = 0

CrashSpec == CrashInit /\ [][CrashNext]_all /\ Fairness
=============================================================================
