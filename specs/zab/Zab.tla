-------------------------------- MODULE Zab --------------------------------
(***************************************************************************)
(* Zab 1.0, the atomic broadcast of ZooKeeper: a leader per epoch, found   *)
(* by election, which discovers what may have been committed before it,    *)
(* synchronises its followers with that, and only then broadcasts.         *)
(*                                                                         *)
(* Sources: Junqueira, Reed and Serafini, "Zab: High-performance broadcast *)
(* for primary-backup systems", DSN 2011 (messages, phases and properties  *)
(* have its names); the project's page "Zab 1.0" (acceptedEpoch,           *)
(* currentEpoch, and a leader that gives up where a follower has more,     *)
(* instead of fetching it).                                                *)
(*                                                                         *)
(* What is left out, and why.                                              *)
(* - The election is an oracle (phase 0): anybody may lead or follow at    *)
(*   any time.  Safety must not rest on it, only progress does.            *)
(* - messages only grows: never received is lost, received twice is        *)
(*   duplicated.  The paper has channels in order; here a proposal fits    *)
(*   only behind the one before it, which is all that the order is for.    *)
(* - What a leader has received is not a variable: it looks for what has   *)
(*   been sent to it in its epoch.                                         *)
(* - NEWLEADER carries the whole history.  That DIFF, TRUNC and SNAP       *)
(*   send only what is missing is a matter of speed.                       *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Server,
  Value               \* What clients ask for.

VARIABLES
  messages,           \* Every message that was ever sent.
  acceptedEpoch,      \* These three outlive a restart. The last NEWEPOCH accepted: f.p of the paper;
  currentEpoch,       \* the last NEWLEADER accepted: f.a;
  history,            \* a sequence of [zxid, value]: h_f.
  state,              \* "looking", "following" or "leading".
  phase,              \* "election", "discovery", "synchronization" or "broadcast".
  newEpoch,           \* Of a leader: the epoch that it has proposed; 0: none in this life.
  lastCommitted,      \* How much of its history a server has delivered in this life.
  delivered,          \* For the properties only: all that each server has ever delivered,
  broadcasts          \* and each broadcast, with what its primary had delivered before it.

vars == <<messages, acceptedEpoch, currentEpoch, history, state, phase, newEpoch, lastCommitted, delivered, broadcasts>>
durable == <<acceptedEpoch, currentEpoch, history>>
ghosts == <<delivered, broadcasts>>

Range(s) == {s[k] : k \in 1 .. Len(s)}
IsQuorum(servers) == 2 * Cardinality(servers) > Cardinality(Server)
Epochs == UNION {1 .. acceptedEpoch[i] + 1 : i \in Server}

NoZxid == [epoch |-> 0, counter |-> 0]
LastZxid(entries) == IF Len(entries) = 0 THEN NoZxid ELSE entries[Len(entries)].zxid
AtMost(y, z) == y.epoch < z.epoch \/ (y.epoch = z.epoch /\ y.counter <= z.counter)
NextZxid(entries, e) ==
  [epoch |-> e, counter |-> IF LastZxid(entries).epoch = e THEN LastZxid(entries).counter + 1 ELSE 1]

Send(m) == messages' = messages \cup {m}

(* Server i delivers the first n of `entries`; those that it delivers again after a restart are none. *)
Deliver(i, entries, n) ==
  /\ lastCommitted' = [lastCommitted EXCEPT ![i] = n]
  /\ delivered' = IF n <= Len(delivered[i]) THEN delivered
                  ELSE [delivered EXCEPT ![i] = @ \o SubSeq(entries, Len(@) + 1, n)]

Init ==
  /\ messages = {}
  /\ acceptedEpoch = [i \in Server |-> 0]
  /\ currentEpoch = [i \in Server |-> 0]
  /\ history = [i \in Server |-> <<>>]
  /\ state = [i \in Server |-> "looking"]
  /\ phase = [i \in Server |-> "election"]
  /\ newEpoch = [i \in Server |-> 0]
  /\ lastCommitted = [i \in Server |-> 0]
  /\ delivered = [i \in Server |-> <<>>]
  /\ broadcasts = {}
-----------------------------------------------------------------------------
(* Phase 0, the election, as an oracle. *)

(* A server crashes and comes back with what was durable. *)
Restart(i) ==
  /\ state' = [state EXCEPT ![i] = "looking"]
  /\ phase' = [phase EXCEPT ![i] = "election"]
  /\ newEpoch' = [newEpoch EXCEPT ![i] = 0]
  /\ lastCommitted' = [lastCommitted EXCEPT ![i] = 0]
  /\ UNCHANGED <<messages, durable, ghosts>>

(* It has lost its leader, or its quorum, and looks for a leader again. *)
Look(i) ==
  /\ state[i] # "looking"
  /\ state' = [state EXCEPT ![i] = "looking"]
  /\ phase' = [phase EXCEPT ![i] = "election"]
  /\ newEpoch' = [newEpoch EXCEPT ![i] = 0]
  /\ UNCHANGED <<messages, durable, lastCommitted, ghosts>>

Lead(i) ==
  /\ state[i] = "looking"
  /\ state' = [state EXCEPT ![i] = "leading"]
  /\ phase' = [phase EXCEPT ![i] = "discovery"]
  /\ UNCHANGED <<messages, durable, newEpoch, lastCommitted, ghosts>>
-----------------------------------------------------------------------------
(* Phase 1, discovery. *)

(* A follower tells its prospective leader the last epoch that it has promised itself to. *)
CEPOCH(i) ==
  /\ state[i] = "looking"
  /\ state' = [state EXCEPT ![i] = "following"]
  /\ phase' = [phase EXCEPT ![i] = "discovery"]
  /\ Send([type |-> "CEPOCH", from |-> i, epoch |-> acceptedEpoch[i]])
  /\ UNCHANGED <<durable, newEpoch, lastCommitted, ghosts>>

(* The leader proposes an epoch later than those of a quorum. *)
NEWEPOCH(i, e) ==
  /\ state[i] = "leading"
  /\ phase[i] = "discovery"
  /\ e > acceptedEpoch[i]
  /\ IsQuorum({i} \cup {j \in Server : \E m \in messages : m.type = "CEPOCH" /\ m.from = j /\ m.epoch < e})
  /\ acceptedEpoch' = [acceptedEpoch EXCEPT ![i] = e]
  /\ newEpoch' = [newEpoch EXCEPT ![i] = e]
  /\ Send([type |-> "NEWEPOCH", from |-> i, epoch |-> e])
  /\ UNCHANGED <<currentEpoch, history, state, phase, lastCommitted, ghosts>>

(* A follower promises to accept nothing of an earlier epoch, and says what it has. *)
ACKE(i, m) ==
  /\ m.type = "NEWEPOCH"
  /\ state[i] = "following"
  /\ phase[i] = "discovery"
  /\ m.epoch > acceptedEpoch[i]
  /\ acceptedEpoch' = [acceptedEpoch EXCEPT ![i] = m.epoch]
  /\ phase' = [phase EXCEPT ![i] = "synchronization"]
  /\ Send([type |-> "ACKE", from |-> i, to |-> m.from, epoch |-> m.epoch,
           currentEpoch |-> currentEpoch[i], zxid |-> LastZxid(history[i])])
  /\ UNCHANGED <<currentEpoch, history, state, newEpoch, lastCommitted, ghosts>>
-----------------------------------------------------------------------------
(* Phase 2, synchronisation. *)

(* Nobody in the quorum has a history newer than the leader's: what was committed is in it. *)
HasNoMore(m, i) ==
  \/ m.currentEpoch < currentEpoch[i]
  \/ m.currentEpoch = currentEpoch[i] /\ AtMost(m.zxid, LastZxid(history[i]))

NEWLEADER(i) ==
  /\ state[i] = "leading"
  /\ phase[i] = "discovery"
  /\ newEpoch[i] # 0
  /\ IsQuorum({i} \cup {j \in Server : \E m \in messages :
       m.type = "ACKE" /\ m.from = j /\ m.to = i /\ m.epoch = newEpoch[i] /\ HasNoMore(m, i)})
  /\ currentEpoch' = [currentEpoch EXCEPT ![i] = newEpoch[i]]
  /\ phase' = [phase EXCEPT ![i] = "synchronization"]
  /\ Send([type |-> "NEWLEADER", from |-> i, epoch |-> newEpoch[i], history |-> history[i]])
  /\ UNCHANGED <<acceptedEpoch, history, state, newEpoch, lastCommitted, ghosts>>

(* A follower that comes late is given what has been broadcast since, too. *)
SYNC(i) ==
  /\ state[i] = "leading"
  /\ phase[i] = "broadcast"
  /\ Send([type |-> "NEWLEADER", from |-> i, epoch |-> newEpoch[i], history |-> history[i]])
  /\ UNCHANGED <<durable, state, phase, newEpoch, lastCommitted, ghosts>>

(* The history and the epoch become durable together, and before the acknowledgement. *)
ACKLD(i, m) ==
  /\ m.type = "NEWLEADER"
  /\ state[i] = "following"
  /\ phase[i] # "broadcast"
  /\ m.epoch = acceptedEpoch[i]
  /\ m.epoch > currentEpoch[i] \/ Len(m.history) >= Len(history[i])
  /\ currentEpoch' = [currentEpoch EXCEPT ![i] = m.epoch]
  /\ history' = [history EXCEPT ![i] = m.history]
  /\ phase' = [phase EXCEPT ![i] = "synchronization"]
  /\ Send([type |-> "ACKLD", from |-> i, to |-> m.from, epoch |-> m.epoch, zxid |-> LastZxid(m.history)])
  /\ UNCHANGED <<acceptedEpoch, state, newEpoch, lastCommitted, ghosts>>

(* Server j has the leader's history up to this zxid, in the leader's epoch, on its disk. *)
Acknowledged(i, j, zxid) ==
  \E m \in messages :
    /\ m.type \in {"ACKLD", "ACK"}
    /\ m.from = j
    /\ m.to = i
    /\ m.epoch = newEpoch[i]
    /\ AtMost(zxid, m.zxid)

(* A quorum has the history: it is committed, and the leader is the primary of its epoch. *)
COMMITLD(i) ==
  /\ state[i] = "leading"
  /\ phase[i] = "synchronization"
  /\ IsQuorum({i} \cup {j \in Server : Acknowledged(i, j, LastZxid(history[i]))})
  /\ phase' = [phase EXCEPT ![i] = "broadcast"]
  /\ Deliver(i, history[i], Len(history[i]))
  /\ Send([type |-> "COMMITLD", from |-> i, epoch |-> newEpoch[i], zxid |-> LastZxid(history[i])])
  /\ UNCHANGED <<durable, state, newEpoch, broadcasts>>

(* How much of a history a zxid stands for; 0 where it is not in it. *)
UpTo(entries, zxid) == Cardinality({k \in 1 .. Len(entries) : \E l \in k .. Len(entries) : entries[l].zxid = zxid})

(* The follower is told, and delivers the history. *)
UPTODATE(i, m) ==
  /\ m.type = "COMMITLD"
  /\ state[i] = "following"
  /\ phase[i] = "synchronization"
  /\ m.epoch = acceptedEpoch[i]
  /\ m.epoch = currentEpoch[i]
  /\ LET n == UpTo(history[i], m.zxid)
     IN  Deliver(i, history[i], IF n > lastCommitted[i] THEN n ELSE lastCommitted[i])
  /\ phase' = [phase EXCEPT ![i] = "broadcast"]
  /\ UNCHANGED <<messages, durable, state, newEpoch, broadcasts>>
-----------------------------------------------------------------------------
(* Phase 3, broadcast. *)

PROPOSE(i, v) ==
  /\ state[i] = "leading"
  /\ phase[i] = "broadcast"
  /\ LET next == NextZxid(history[i], newEpoch[i])
     IN  /\ history' = [history EXCEPT ![i] = Append(@, [zxid |-> next, value |-> v])]
         /\ Send([type |-> "PROPOSE", from |-> i, epoch |-> newEpoch[i], zxid |-> next, value |-> v])
         /\ broadcasts' = broadcasts \cup
              {[zxid |-> next, value |-> v, before |-> SubSeq(history[i], 1, lastCommitted[i])]}
  /\ UNCHANGED <<acceptedEpoch, currentEpoch, state, phase, newEpoch, lastCommitted, delivered>>

(* A proposal is accepted behind the one before it, and nowhere else. *)
ACK(i, m) ==
  /\ m.type = "PROPOSE"
  /\ state[i] = "following"
  /\ m.epoch = acceptedEpoch[i]
  /\ m.epoch = currentEpoch[i]
  /\ m.zxid = NextZxid(history[i], m.epoch)
  /\ history' = [history EXCEPT ![i] = Append(@, [zxid |-> m.zxid, value |-> m.value])]
  /\ Send([type |-> "ACK", from |-> i, to |-> m.from, epoch |-> m.epoch, zxid |-> m.zxid])
  /\ UNCHANGED <<acceptedEpoch, currentEpoch, state, phase, newEpoch, lastCommitted, ghosts>>

(* A quorum has the first n: the leader delivers them. *)
COMMIT(i, n) ==
  /\ state[i] = "leading"
  /\ phase[i] = "broadcast"
  /\ n > lastCommitted[i]
  /\ n <= Len(history[i])
  /\ IsQuorum({i} \cup {j \in Server : Acknowledged(i, j, history[i][n].zxid)})
  /\ Deliver(i, history[i], n)
  /\ Send([type |-> "COMMIT", from |-> i, epoch |-> newEpoch[i], zxid |-> history[i][n].zxid])
  /\ UNCHANGED <<durable, state, phase, newEpoch, broadcasts>>

DELIVER(i, m) ==
  /\ m.type = "COMMIT"
  /\ state[i] = "following"
  /\ phase[i] = "broadcast"
  /\ m.epoch = acceptedEpoch[i]
  /\ LET n == UpTo(history[i], m.zxid)
     IN  /\ n > lastCommitted[i]
         /\ Deliver(i, history[i], n)
  /\ UNCHANGED <<messages, durable, state, phase, newEpoch, broadcasts>>
-----------------------------------------------------------------------------
Next ==
  \/ \E i \in Server :
       \/ Restart(i)
       \/ Look(i)
       \/ Lead(i)
       \/ CEPOCH(i)
       \/ \E e \in Epochs : NEWEPOCH(i, e)
       \/ NEWLEADER(i)
       \/ SYNC(i)
       \/ COMMITLD(i)
       \/ \E v \in Value : PROPOSE(i, v)
       \/ \E n \in 1 .. Len(history[i]) : COMMIT(i, n)
  \/ \E i \in Server, m \in messages :
       \/ ACKE(i, m)
       \/ ACKLD(i, m)
       \/ UPTODATE(i, m)
       \/ ACK(i, m)
       \/ DELIVER(i, m)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
Zxid == [epoch : Nat, counter : Nat]

TypeOK ==
  /\ acceptedEpoch \in [Server -> Nat]
  /\ currentEpoch \in [Server -> Nat]
  /\ \A i \in Server : currentEpoch[i] <= acceptedEpoch[i] /\ newEpoch[i] <= acceptedEpoch[i]
  /\ \A i \in Server : \A k \in 1 .. Len(history[i]) : history[i][k] \in [zxid : Zxid, value : Value]
  /\ state \in [Server -> {"looking", "following", "leading"}]
  /\ phase \in [Server -> {"election", "discovery", "synchronization", "broadcast"}]
  /\ lastCommitted \in [Server -> Nat]

(* The properties of the paper's section III. *)

(* What is delivered was broadcast. *)
Integrity ==
  \A i \in Server : \A a \in Range(delivered[i]) : \E b \in broadcasts : b.zxid = a.zxid /\ b.value = a.value

(* If one delivers a and another b, then one of them delivers both. *)
Agreement ==
  \A i, j \in Server : \A a \in Range(delivered[i]), b \in Range(delivered[j]) :
    a \in Range(delivered[j]) \/ b \in Range(delivered[i])

(* If one delivers a before b, then everybody who delivers b delivers a before it. *)
TotalOrder ==
  \A i, j \in Server : \A l \in 1 .. Len(delivered[i]) : \A k \in 1 .. l - 1 : \A p \in 1 .. Len(delivered[j]) :
    delivered[j][p] = delivered[i][l] => \E q \in 1 .. p - 1 : delivered[j][q] = delivered[i][k]

(* What one primary broadcasts is delivered in its order, without gaps. *)
LocalPrimaryOrder ==
  \A a, b \in broadcasts : a.zxid.epoch = b.zxid.epoch /\ a.zxid.counter < b.zxid.counter =>
    \A i \in Server : \A p \in 1 .. Len(delivered[i]) :
      delivered[i][p].zxid = b.zxid => \E q \in 1 .. p - 1 : delivered[i][q].zxid = a.zxid

(* What an earlier primary has broadcast is delivered first. *)
GlobalPrimaryOrder ==
  \A i \in Server : \A p, q \in 1 .. Len(delivered[i]) :
    delivered[i][p].zxid.epoch < delivered[i][q].zxid.epoch => p < q

(* A primary has delivered all that is ever delivered of earlier epochs before it broadcasts anything. *)
PrimaryIntegrity ==
  \A b \in broadcasts, i \in Server : \A a \in Range(delivered[i]) :
    a.zxid.epoch < b.zxid.epoch => a \in Range(b.before)

(* Beyond the paper: after a restart a server delivers again what it has delivered before. *)
ProcessConsistency ==
  \A i \in Server : /\ lastCommitted[i] <= Len(history[i])
                    /\ lastCommitted[i] <= Len(delivered[i])
                    /\ \A k \in 1 .. lastCommitted[i] : history[i][k] = delivered[i][k]

(* There is one leader in an epoch, as far as anybody follows it. *)
OneLeaderPerEpoch ==
  \A m, n \in messages : m.type = "NEWLEADER" /\ n.type = "NEWLEADER" /\ m.epoch = n.epoch => m.from = n.from

THEOREM Spec => [](TypeOK /\ Integrity /\ Agreement /\ TotalOrder /\ LocalPrimaryOrder /\ GlobalPrimaryOrder
                   /\ PrimaryIntegrity /\ ProcessConsistency /\ OneLeaderPerEpoch)
=============================================================================
