--------------------------- MODULE ZooKeeperLock ---------------------------
(***************************************************************************)
(* ZooKeeper's recipe for a lock: a client makes an ephemeral node with    *)
(* the next number, has the lock when no lower one is there, and otherwise *)
(* watches the one before its own and sleeps until that is gone.  The      *)
(* number is the fencing token.  A node goes with its session, which       *)
(* ZooKeeper ends when it has not heard of it for long enough: nothing     *)
(* here rests on time, and a client may learn of it late.                  *)
(*                                                                         *)
(* Source: Hunt, Konar, Junqueira & Reed, "ZooKeeper: wait-free            *)
(* coordination for Internet-scale systems", USENIX ATC 2010, section 2.4, *)
(* "Simple Locks without Herd Effect".                                     *)
(*                                                                         *)
(* Each holder has a session of its own.  ZooKeeper itself is one here:    *)
(* that its servers agree is Zab.tla's matter.  created, dead and events   *)
(* only grow.                                                              *)
(***************************************************************************)
EXTENDS FencedResource, FiniteSets

VARIABLES
  created,            \* The nodes that have been made, with their numbers.
  dead,               \* Whose session is over: their nodes are gone.
  watches,            \* <<h, n>>: h is to be told when node n goes.
  events,             \* <<h, n>>: h has been told so.
  asleep              \* Clients that do nothing until they are told.

zookeeper == <<created, dead, watches, events, asleep>>
vars == <<zookeeper, clients, resource>>

Node == [holder : Holder, token : Nat]
Lower(n) == {c \in created : c.token < n /\ c.holder \notin dead}

TypeOK ==
  /\ created \subseteq Node
  /\ dead \subseteq Holder
  /\ watches \subseteq Holder \X Nat
  /\ events \subseteq Holder \X Nat
  /\ asleep \subseteq Holder
  /\ FencedTypeOK

Init ==
  /\ created = {}
  /\ dead = {}
  /\ watches = {}
  /\ events = {}
  /\ asleep = {}
  /\ FencedInit
-----------------------------------------------------------------------------
(* h's session begins, with an ephemeral sequential node. *)
Create(h) ==
  /\ \A c \in created : c.holder # h
  /\ created' = created \cup {[holder |-> h, token |-> Cardinality(created) + 1]}
  /\ UNCHANGED <<dead, watches, events, asleep, clients, resource>>

(* The session of h ends; whoever watches its node is told, once. *)
End(h) ==
  /\ h \notin dead
  /\ dead' = dead \cup {h}
  /\ \E c \in created :
       /\ c.holder = h
       /\ events' = events \cup {w \in watches : w[2] = c.token}
       /\ watches' = {w \in watches : w[2] # c.token}
  /\ UNCHANGED <<created, asleep>>

Close(h) == h \in over /\ End(h) /\ UNCHANGED <<clients, resource>>
Expire(h) == End(h) /\ UNCHANGED <<clients, resource>>

(* Not the lowest: h watches a node before its own, which is there, and sleeps. *)
Watch(h, n) ==
  /\ \E c \in created : c.holder = h /\ \E l \in Lower(c.token) : l.token = n
  /\ watches' = watches \cup {<<h, n>>}
  /\ asleep' = asleep \cup {h}
  /\ UNCHANGED <<created, dead, events, clients, resource>>

Wake(h) ==
  /\ h \in asleep
  /\ \E e \in events : e[1] = h
  /\ asleep' = asleep \ {h}
  /\ UNCHANGED <<created, dead, watches, events, clients, resource>>
-----------------------------------------------------------------------------
(* No lower node is there. Those that come later are higher, so it stays so while the client hears of it. Who looks unasked may. *)
Hold(h, t) ==
  /\ [holder |-> h, token |-> t] \in created
  /\ Lower(t) = {}
  /\ Holds(h, t)
  /\ UNCHANGED zookeeper

GiveUp(h) == GivesUp(h) /\ UNCHANGED zookeeper
Write(h, t) == IsWritten(h, t) /\ UNCHANGED zookeeper
Refuse(h, t) == IsRefused(h, t) /\ UNCHANGED zookeeper
-----------------------------------------------------------------------------
Next ==
  \/ \E h \in Holder : Create(h) \/ Close(h) \/ Expire(h) \/ Wake(h) \/ GiveUp(h)
  \/ \E h \in Holder, n \in {c.token : c \in created} : Watch(h, n) \/ Hold(h, n)
  \/ \E x \in held : Write(x.holder, x.token) \/ Refuse(x.holder, x.token)

Spec == Init /\ [][Next]_vars

HasHeld(h) == \E x \in held : x.holder = h

(* Who has had the lock or gives up is gone some time, who is told wakes up, who can have the lock and is awake takes it. *)
FairSpec ==
  /\ Spec
  /\ \A h \in Holder :
       /\ WF_vars((HasHeld(h) \/ h \in over) /\ Expire(h))
       /\ WF_vars(Wake(h))
       /\ WF_vars(h \notin asleep /\ \E c \in created : Hold(h, c.token))
-----------------------------------------------------------------------------
(* Who sleeps is told of, or has been: the one that it watches is there. *)
NobodySleepsInVain ==
  \A h \in asleep :
    \/ \E e \in events : e[1] = h
    \/ \E w \in watches, c \in created : w = <<h, c.token>> /\ c.holder \notin dead

(* Whoever has a node has the lock some time, or is gone. *)
NoStarvation == \A h \in Holder : (\E c \in created : c.holder = h) ~> (HasHeld(h) \/ h \in over \cup dead)

THEOREM Fenced => (Spec => [](TypeOK /\ OneAtATime /\ TokensDiffer /\ NobodySleepsInVain) /\ Refinement)
THEOREM FairSpec => NoStarvation
=============================================================================
