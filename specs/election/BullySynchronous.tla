-------------------------- MODULE BullySynchronous --------------------------
(***************************************************************************)
(* The bully algorithm where it was made for: messages arrive within a     *)
(* known time and nodes are never slow, so that who does not answer is     *)
(* down.  Then the largest node that is up leads in the end, and nobody    *)
(* begins to lead while a larger one is up and has not failed.             *)
(***************************************************************************)
EXTENDS Bully

VARIABLE up           \* The nodes that run.
all == <<vars, up>>

Highest(i) == i \in up /\ \A j \in up : ~ Larger(j, i)

SyncInit == Init /\ up = Node

Crash(i) == i \in up /\ up' = up \ {i} /\ UNCHANGED vars
Recover(i) == i \notin up /\ up' = up \cup {i} /\ Elect(i)

(* A node starts an election when its leader is down, or smaller than itself; the others it starts by asking are such, too. *)
SyncElect(i) ==
  /\ leader[i] # None
  /\ leader[i] \notin up \/ leader[leader[i]] # leader[i] \/ Larger(i, leader[i])
  /\ Elect(i)

SyncLead(i) == Highest(i) /\ \E e \in Epoch : Lead(i, e)

(* Only of the epoch that its leader still leads in: what was announced before has arrived long ago. *)
SyncFollow(i) == \E j \in up :
  /\ leader[j] = j /\ i # j
  /\ Follow(i, j, epoch[j])

(* An answer, or a refusal to follow, comes with the latest epoch that its sender knows. *)
SyncHear(i) == \E j \in up : Hear(i, epoch[j])

SyncStep(i) == i \in up /\ (SyncElect(i) \/ SyncLead(i) \/ SyncFollow(i) \/ SyncHear(i)) /\ UNCHANGED up

SyncSpec ==
  /\ SyncInit
  /\ [][\E i \in Node : SyncStep(i) \/ Crash(i) \/ Recover(i)]_all
  /\ \A i \in Node : WF_all(SyncStep(i))
-----------------------------------------------------------------------------
(* While the largest is up and leads, it is followed or about to be. *)
LargestBegins == [][\A i \in Node : leader[i] # i /\ leader'[i] = i => \A j \in up : ~ Larger(j, i)]_all

Settled == \E i \in Node : Highest(i) /\ \A j \in up : leader[j] = i

(* Once crashes and recoveries end, if there are epochs left. *)
EventuallySettled ==
  <>[][UNCHANGED up]_all => <>[](Settled \/ up = {} \/ \A e \in Epoch : \E i \in up : Highest(i) /\ (e > epoch[i] => Owner(e) # i))
=============================================================================
