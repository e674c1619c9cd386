----------------------------- MODULE RedisLock -----------------------------
(***************************************************************************)
(* A lock in Redis, and a resource with a fence.  To lock is one script:   *)
(* SET key holder NX PX lease, and on success INCR of a counter, whose new *)
(* value is the fencing token.  To unlock is another: delete the key if it *)
(* is still this holder's.  The key goes away by itself, sooner or later   *)
(* than its holder believes: nothing here rests on time.                   *)
(*                                                                         *)
(* A primary tells its one replica of every change, afterwards.  A monitor *)
(* makes the replica the primary when it likes (it cannot tell the dead    *)
(* from the silent), in a new epoch; what the old one had not told by then *)
(* is lost when it follows.  With Wait a client that was granted the lock  *)
(* holds it only when the replica knows (the command WAIT).                *)
(*                                                                         *)
(* Source: redis.io, "Distributed Locks with Redis" (a single instance),   *)
(* "Replication", "WAIT"; Kleppmann, "How to do distributed locking", 2016 *)
(* for the fence.                                                          *)
(*                                                                         *)
(* stream, acks, granted and held only grow, as msgs in TwoPhase.tla: what *)
(* is in them may arrive late, again, or never.  Nothing restarts: every   *)
(* change is synced before anybody hears of it (appendfsync always).       *)
(***************************************************************************)
EXTENDS FencedResource

CONSTANTS
  Server,             \* Two: a primary and its replica.
  First,              \* The one that is the primary in the beginning.
  Epoch,              \* Numbers from 1 on: each primary has one of its own, the first has 1.
  None,               \* No holder.
  Wait                \* A client waits for the replica.

VARIABLES
  role,               \* role[s]: what server s takes itself for.
  epoch,              \* epoch[s]: of the primary that s is or follows.
  offset,             \* offset[s]: how many changes of that epoch s has; -1: it follows, and has nothing yet.
  key,                \* key[s]: who has the lock.
  counter,            \* counter[s]: the last token.
  stream,             \* What primaries have told: the whole of the data after each change.
  acks,               \* What the replica has acknowledged.
  granted             \* Answers to clients.

servers == <<role, epoch, offset, key, counter, stream, acks>>
vars == <<servers, granted, clients, resource>>

TypeOK ==
  /\ role \in [Server -> {"primary", "replica"}]
  /\ epoch \in [Server -> Epoch]
  /\ offset \in [Server -> Nat \cup {-1}]
  /\ key \in [Server -> Holder \cup {None}]
  /\ counter \in [Server -> Nat]
  /\ stream \subseteq [epoch : Epoch, offset : Nat, key : Holder \cup {None}, counter : Nat]
  /\ acks \subseteq [epoch : Epoch, offset : Nat]
  /\ granted \subseteq [holder : Holder, token : Nat, epoch : Epoch, offset : Nat]
  /\ FencedTypeOK

Init ==
  /\ role = [s \in Server |-> IF s = First THEN "primary" ELSE "replica"]
  /\ epoch = [s \in Server |-> 1]
  /\ offset = [s \in Server |-> 0]
  /\ key = [s \in Server |-> None]
  /\ counter = [s \in Server |-> 0]
  /\ stream = {[epoch |-> 1, offset |-> 0, key |-> None, counter |-> 0]}
  /\ acks = {}
  /\ granted = {}
  /\ FencedInit
-----------------------------------------------------------------------------
(* The primary s changes its data, and will tell. *)
Change(s, k, c) ==
  /\ key' = [key EXCEPT ![s] = k]
  /\ counter' = [counter EXCEPT ![s] = c]
  /\ offset' = [offset EXCEPT ![s] = offset[s] + 1]
  /\ stream' = stream \cup {[epoch |-> epoch[s], offset |-> offset[s] + 1, key |-> k, counter |-> c]}
  /\ UNCHANGED <<role, epoch, acks>>

(* SET NX, and INCR. Anybody may ask at any time, and the network ask for it again. *)
Grant(s, h) ==
  /\ role[s] = "primary"
  /\ key[s] = None
  /\ Change(s, h, counter[s] + 1)
  /\ granted' = granted \cup {[holder |-> h, token |-> counter[s] + 1, epoch |-> epoch[s], offset |-> offset[s] + 1]}
  /\ UNCHANGED <<clients, resource>>

Expire(s) ==
  /\ role[s] = "primary"
  /\ key[s] # None
  /\ Change(s, None, counter[s])
  /\ UNCHANGED <<granted, clients, resource>>

(* Only if it is still this holder's. *)
Delete(s, h) ==
  /\ role[s] = "primary"
  /\ h \in over
  /\ key[s] = h
  /\ Change(s, None, counter[s])
  /\ UNCHANGED <<granted, clients, resource>>

(* s has the data as it was after change o of epoch e, or after a later one: it may miss some in between. *)
Replicate(s, e, o) ==
  /\ role[s] = "replica"
  /\ epoch[s] = e
  /\ o > offset[s]
  /\ \E m \in stream :
       /\ m.epoch = e
       /\ m.offset = o
       /\ key' = [key EXCEPT ![s] = m.key]
       /\ counter' = [counter EXCEPT ![s] = m.counter]
  /\ offset' = [offset EXCEPT ![s] = o]
  /\ acks' = acks \cup {[epoch |-> e, offset |-> o]}
  /\ UNCHANGED <<role, epoch, stream, granted, clients, resource>>

(* The monitor makes s the primary, with the data that it has. *)
Promote(s, e) ==
  /\ \A m \in stream : e > m.epoch
  /\ role' = [role EXCEPT ![s] = "primary"]
  /\ epoch' = [epoch EXCEPT ![s] = e]
  /\ offset' = [offset EXCEPT ![s] = 0]
  /\ stream' = stream \cup {[epoch |-> e, offset |-> 0, key |-> key[s], counter |-> counter[s]]}
  /\ UNCHANGED <<key, counter, acks, granted, clients, resource>>

(* s hears that there is a newer primary. Its own data counts no more once it has the other's. *)
Follow(s, e) ==
  /\ e > epoch[s]
  /\ \E m \in stream : m.epoch = e
  /\ role' = [role EXCEPT ![s] = "replica"]
  /\ epoch' = [epoch EXCEPT ![s] = e]
  /\ offset' = [offset EXCEPT ![s] = -1]
  /\ UNCHANGED <<key, counter, stream, acks, granted, clients, resource>>
-----------------------------------------------------------------------------
Hold(h, t) ==
  /\ \E g \in granted :
       /\ g.holder = h
       /\ g.token = t
       /\ Wait => \E a \in acks : a.epoch = g.epoch /\ a.offset >= g.offset
  /\ Holds(h, t)
  /\ UNCHANGED <<servers, granted>>

GiveUp(h) == GivesUp(h) /\ UNCHANGED <<servers, granted>>
Write(h, t) == IsWritten(h, t) /\ UNCHANGED <<servers, granted>>
Refuse(h, t) == IsRefused(h, t) /\ UNCHANGED <<servers, granted>>
-----------------------------------------------------------------------------
Next ==
  \/ \E s \in Server :
       \/ Expire(s)
       \/ \E h \in Holder : Grant(s, h) \/ Delete(s, h)
       \/ \E e \in Epoch : Promote(s, e) \/ Follow(s, e)
       \/ \E m \in stream : Replicate(s, m.epoch, m.offset)
  \/ \E h \in Holder : GiveUp(h)
  \/ \E g \in granted : Hold(g.holder, g.token)
  \/ \E x \in held : Write(x.holder, x.token) \/ Refuse(x.holder, x.token)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* Whichever server is made the primary knows of every token. *)
NoTokenForgotten == \A x \in held, s \in Server : counter[s] >= x.token

THEOREM Fenced /\ Wait => (Spec => [](TypeOK /\ OneAtATime /\ TokensDiffer /\ NoTokenForgotten) /\ Refinement)
=============================================================================
