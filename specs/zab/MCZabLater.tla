---------------------------- MODULE MCZabLater ----------------------------
(* Some servers have delivered a transaction, the others know nothing: what happens to it from here. *)
EXTENDS MCZab

CONSTANTS
  first, second,      \* Who has delivered it; they may be one.
  FirstEpoch          \* The epoch in which it was broadcast.

Pair == {first, second}
Known == <<[zxid |-> [epoch |-> FirstEpoch, counter |-> 1], value |-> CHOOSE v \in Value : TRUE]>>

Later ==
  /\ messages = {}
  /\ acceptedEpoch = [i \in Server |-> IF i \in Pair THEN FirstEpoch ELSE 0]
  /\ currentEpoch = acceptedEpoch
  /\ history = [i \in Server |-> IF i \in Pair THEN Known ELSE <<>>]
  /\ state = [i \in Server |-> "looking"]
  /\ phase = [i \in Server |-> "election"]
  /\ newEpoch = [i \in Server |-> 0]
  /\ lastCommitted = [i \in Server |-> IF i \in Pair THEN 1 ELSE 0]
  /\ delivered = history
  /\ broadcasts = {[zxid |-> Known[1].zxid, value |-> Known[1].value, before |-> <<>>]}
=============================================================================
