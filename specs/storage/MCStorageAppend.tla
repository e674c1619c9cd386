-------------------------- MODULE MCStorageAppend -------------------------
(* The first packet of a block is acknowledged, with a copy in each rack: what happens to it from here. *)
EXTENDS MCStorage

CONSTANTS other       \* The data node in the other rack that has the second copy.

Pair == {alone, other}
First == CHOOSE v \in Value : TRUE
Written == [gen |-> 1, stamp |-> 1, data |-> <<First>>, sum |-> <<First>>]

Acknowledged ==
  /\ decided = 2
  /\ version = [b \in Block |-> [gen |-> 1, data |-> <<First>>]]
  /\ writing = [b \in Block |-> NotWriting]
  /\ located = [b \in Block |-> Pair]
  /\ removed = [b \in Block |-> [d \in DataNode |-> 0]]
  /\ dead = {}
  /\ replica = [b \in Block |-> [d \in DataNode |-> IF d \in Pair THEN Written ELSE NoReplica]]
  /\ messages = UNION {{Stored(b, Written, alone), Stored(b, Written, other),
                        [type |-> "version", block |-> b, gen |-> 1, len |-> 1],
                        [type |-> "write", block |-> b, gen |-> 1, offset |-> 0, value |-> First, nodes |-> Pair]} : b \in Block}
  /\ failed = [b \in Block |-> {}]

AcknowledgedSpec == Acknowledged /\ [][Next]_vars
=============================================================================
