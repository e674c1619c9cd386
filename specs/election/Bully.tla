------------------------------- MODULE Bully -------------------------------
(***************************************************************************)
(* The bully algorithm: of the nodes that answer, the largest leads.       *)
(* Whoever misses the leader asks all larger nodes; if none answers it     *)
(* leads, and tells the smaller ones.                                      *)
(*                                                                         *)
(* Source: Garcia-Molina, "Elections in a Distributed Computing System",   *)
(* IEEE Transactions on Computers 31(1), 1982, section III.  Its group     *)
(* numbers are epochs here: each belongs to one node, so that two nodes    *)
(* that both take themselves for the largest lead in two epochs, and       *)
(* everybody can tell which is the later.                                  *)
(*                                                                         *)
(* What is not here, and why.  No answer may have any reason where         *)
(* messages are lost and nodes are slow; so Lead is always enabled, and    *)
(* that the largest leads is promised by BullySynchronous only.  announced *)
(* only grows: never heard is lost, heard twice is repeated.               *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Order,              \* The nodes as a sequence, the smallest first.
  Epoch,              \* Numbers from 0 on.
  None

VARIABLES
  epoch,              \* epoch[i]: the latest that i knows of; rests on stable storage.
  leader,             \* leader[i]: who leads i, in that epoch; or None, while an election goes on.
  announced           \* Every epoch that was ever announced by its leader, as [epoch, leader].

vars == <<epoch, leader, announced>>

Node == {Order[k] : k \in DOMAIN Order}
Place(i) == CHOOSE k \in DOMAIN Order : Order[k] = i
Larger(i, j) == Place(i) > Place(j)
Owner(e) == Order[(e % Len(Order)) + 1]

Init ==
  /\ epoch = [i \in Node |-> 0]
  /\ leader = [i \in Node |-> None]
  /\ announced = {}
-----------------------------------------------------------------------------
(* i misses its leader, or has just started, or a smaller node holds an election. *)
Elect(i) ==
  /\ leader' = [leader EXCEPT ![i] = None]
  /\ UNCHANGED <<epoch, announced>>

(* No larger node has answered. *)
Lead(i, e) ==
  /\ leader[i] = None
  /\ e \in Epoch /\ e > epoch[i] /\ Owner(e) = i
  /\ epoch' = [epoch EXCEPT ![i] = e]
  /\ leader' = [leader EXCEPT ![i] = i]
  /\ announced' = announced \cup {[epoch |-> e, leader |-> i]}

(* i hears that j leads, a larger node, in an epoch not earlier than any that it knew. *)
Follow(i, j, e) ==
  /\ [epoch |-> e, leader |-> j] \in announced
  /\ Larger(j, i)
  /\ e > epoch[i] \/ (e = epoch[i] /\ leader[i] = None)
  /\ epoch' = [epoch EXCEPT ![i] = e]
  /\ leader' = [leader EXCEPT ![i] = j]
  /\ UNCHANGED announced
(* i hears of a later epoch, and does not follow its leader: that is a smaller node, or one of the past. *)
Hear(i, e) ==
  /\ \E a \in announced : a.epoch = e
  /\ e > epoch[i]
  /\ epoch' = [epoch EXCEPT ![i] = e]
  /\ leader' = [leader EXCEPT ![i] = None]
  /\ UNCHANGED announced
-----------------------------------------------------------------------------
Next == \E i \in Node :
  \/ Elect(i)
  \/ \E e \in Epoch : Lead(i, e) \/ Hear(i, e)
  \/ \E j \in Node, e \in Epoch : Follow(i, j, e)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
TypeOK ==
  /\ epoch \in [Node -> Epoch]
  /\ leader \in [Node -> Node \cup {None}]
  /\ announced \subseteq [epoch : Epoch, leader : Node]

AtMostOneLeaderPerEpoch == \A a, b \in announced : a.epoch = b.epoch => a.leader = b.leader

(* Whom a node follows has said that it leads. *)
LeadersAnnounce == \A i \in Node : leader[i] # None => [epoch |-> epoch[i], leader |-> leader[i]] \in announced

(* Garcia-Molina's first assertion, of nodes of one group. *)
SameEpochSameLeader ==
  \A i, j \in Node : epoch[i] = epoch[j] /\ leader[i] # None /\ leader[j] # None => leader[i] = leader[j]

EpochsGrow == [][\A i \in Node : epoch'[i] >= epoch[i]]_vars

THEOREM Spec => [](TypeOK /\ AtMostOneLeaderPerEpoch /\ LeadersAnnounce /\ SameEpochSameLeader) /\ EpochsGrow
=============================================================================
