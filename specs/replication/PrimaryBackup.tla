---------------------------- MODULE PrimaryBackup ----------------------------
(***************************************************************************)
(* Primary-backup replication: one replica orders all writes and sends     *)
(* them to the others. A view service, which is outside of it (one that    *)
(* does not lose its memory: in practice consensus), says who that is, one  *)
(* numbered view after the other: the number is the epoch.                 *)
(*                                                                         *)
(* Sources: Alsberg & Day, "A Principle for Resilient Sharing of           *)
(* Distributed Resources", ICSE 1976; Budhiraja, Marzullo, Schneider &     *)
(* Toueg, "The Primary-Backup Approach", 1993.  The set of members that    *)
(* grows and shrinks is that of Lin et al., "PacificA", 2008, and of        *)
(* Kafka (in-sync replicas, KIP-497).                                      *)
(*                                                                         *)
(* Mode = "sync":     a write is acknowledged once every member has it.    *)
(*        "semisync": once one replica besides the primary has it.         *)
(*        "async":    at once.                                             *)
(* Whether that is enough depends on whom a fail-over asks.  Patient says  *)
(* that it goes on only with so many replicas that one of them must have   *)
(* what was acknowledged: n-1 of n in semisync, all of n in async, any     *)
(* member in sync.  Nobody waits like that in async: it would take the     *)
(* dead primary.  With Patient = FALSE acknowledged writes are lost.       *)
(*                                                                         *)
(* There are no messages: in an epoch the primary's log only grows, so     *)
(* every message of that epoch is a prefix of its history, and may arrive   *)
(* late, twice or never.  What replicas have is on their disks, so that a  *)
(* crash is only a silence.                                                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Replica,
  First,              \* The primary of the first epoch.
  Write,
  None,
  Mode,
  Patient

VARIABLES
  views,              \* views[e]: who the view service has made primary and members of epoch e; None: a fail-over is under way.
  epoch,              \* epoch[r]: the newest epoch that r has heard of. It takes nothing of older ones.
  synced,             \* synced[r]: the epoch whose primary's log r has, as far as it has got.
  log,                \* log[r]: the writes of r, each with the epoch in which it was ordered.
  reign,              \* reign[e]: what has become of epoch e; see NewReign.
  acknowledged        \* Writes whose clients have been told so.

vars == <<views, epoch, synced, log, reign, acknowledged>>

Last == Len(views)
Entry == [epoch : Nat \ {0}, write : Write]
WritesOf(entries) == {entries[i].write : i \in 1..Len(entries)}
IsPrefix(s, t) == Len(s) <= Len(t) /\ \A i \in 1..Len(s) : s[i] = t[i]
Max(m, n) == IF m > n THEN m ELSE n

NewReign ==
  [begun |-> FALSE,
   start |-> 0,                             \* How long the primary's log was when it began.
   history |-> <<>>,                        \* All that the primary has had in its log in this epoch.
   confirmed |-> [r \in Replica |-> 0],     \* How much of it each of the others has told that it has.
   joining |-> {},                          \* No members yet, but the primary waits for them, too.
   safe |-> 0]                              \* How much of it has been acknowledged.

TypeOK ==
  /\ views \in Seq([primary : Replica \cup {None}, members : SUBSET Replica])
  /\ \A e \in 1..Last : views[e].members # {} /\ views[e].primary \in views[e].members \cup {None}
  /\ epoch \in [Replica -> 1..Last]
  /\ synced \in [Replica -> 1..Last]
  /\ \A r \in Replica : synced[r] <= epoch[r] /\ log[r] \in Seq(Entry)
  /\ Len(reign) = Last
  /\ \A e \in 1..Last :
       /\ reign[e].start <= Len(reign[e].history)
       /\ reign[e].safe <= Len(reign[e].history)
       /\ reign[e].joining \subseteq Replica \ views[e].members
  /\ acknowledged \subseteq Write

Init ==
  /\ views = <<[primary |-> First, members |-> Replica]>>
  /\ epoch = [r \in Replica |-> 1]
  /\ synced = [r \in Replica |-> 1]
  /\ log = [r \in Replica |-> <<>>]
  /\ reign = <<[NewReign EXCEPT !.begun = TRUE]>>
  /\ acknowledged = {}
-----------------------------------------------------------------------------
(* The primary. *)

Reigns(p) == views[epoch[p]].primary = p /\ synced[p] = epoch[p]

(* p orders a write. *)
Serve(p, w) ==
  /\ Reigns(p)
  /\ w \notin WritesOf(log[p])
  /\ log' = [log EXCEPT ![p] = Append(@, [epoch |-> epoch[p], write |-> w])]
  /\ reign' = [reign EXCEPT ![epoch[p]].history = log'[p]]
  /\ UNCHANGED <<views, epoch, synced, acknowledged>>

Awaited(e) == views[e].members \cup reign[e].joining

Confirmed(e, n) == {r \in Replica : r # views[e].primary /\ reign[e].confirmed[r] >= n}

Enough(e, n) ==
  CASE Mode = "sync" -> Awaited(e) \ {views[e].primary} \subseteq Confirmed(e, n)
    [] Mode = "semisync" -> Confirmed(e, n) # {}
    [] Mode = "async" -> TRUE

(* The first n writes are where they have to be: their clients are told. *)
Acknowledge(p, n) ==
  /\ Reigns(p)
  /\ n \in 1..Len(log[p])
  /\ Enough(epoch[p], n)
  /\ reign' = [reign EXCEPT ![epoch[p]].safe = Max(@, n)]
  /\ acknowledged' = acknowledged \cup WritesOf(SubSeq(log[p], 1, n))
  /\ UNCHANGED <<views, epoch, synced, log>>

(* r is no member and has caught up with all that is acknowledged: p waits for it from now on, and asks for it to be one. It may have
   heard of a later primary since; then p waits in vain, which does no harm. *)
Admit(p, r) ==
  /\ Mode = "sync"
  /\ Reigns(p)
  /\ r \notin Awaited(epoch[p])
  /\ synced[r] >= epoch[p]
  /\ reign[epoch[p]].confirmed[r] >= reign[epoch[p]].safe
  /\ reign' = [reign EXCEPT ![epoch[p]].joining = @ \cup {r}]
  /\ UNCHANGED <<views, epoch, synced, log, acknowledged>>

(* p hears that it is the primary of epoch e. *)
Begin(p, e) ==
  /\ e \in 1..Last
  /\ views[e].primary = p
  /\ epoch[p] <= e
  /\ synced[p] < e
  /\ epoch' = [epoch EXCEPT ![p] = e]
  /\ synced' = [synced EXCEPT ![p] = e]
  /\ reign' = [reign EXCEPT ![e].begun = TRUE, ![e].start = Len(log[p]), ![e].history = log[p]]
  /\ UNCHANGED <<views, log, acknowledged>>
-----------------------------------------------------------------------------
(* The others. *)

(* More of what the primary of its epoch has. *)
Accept(b, e, n) ==
  /\ epoch[b] = e
  /\ synced[b] = e
  /\ views[e].primary # b
  /\ n \in Len(log[b])+1..Len(reign[e].history)
  /\ log' = [log EXCEPT ![b] = SubSeq(reign[e].history, 1, n)]
  /\ reign' = [reign EXCEPT ![e].confirmed[b] = n]
  /\ UNCHANGED <<views, epoch, synced, acknowledged>>

(* A new primary: b's log becomes a part of that one's, all of it from before the epoch at least. The rest of its own is lost. *)
Follow(b, e, n) ==
  /\ e \in epoch[b]..Last
  /\ synced[b] < e
  /\ reign[e].begun
  /\ views[e].primary # b
  /\ n \in reign[e].start..Len(reign[e].history)
  /\ epoch' = [epoch EXCEPT ![b] = e]
  /\ synced' = [synced EXCEPT ![b] = e]
  /\ log' = [log EXCEPT ![b] = SubSeq(reign[e].history, 1, n)]
  /\ reign' = [reign EXCEPT ![e].confirmed[b] = n]
  /\ UNCHANGED <<views, acknowledged>>

(* r hears of epoch e, and takes nothing of older ones from now on. *)
Fence(r, e) ==
  /\ e \in epoch[r]+1..Last
  /\ epoch' = [epoch EXCEPT ![r] = e]
  /\ UNCHANGED <<views, synced, log, reign, acknowledged>>
-----------------------------------------------------------------------------
(* The view service. *)

(* The primary is silent. *)
StartFailover ==
  /\ views[Last].primary # None
  /\ views' = Append(views, [primary |-> None, members |-> views[Last].members])
  /\ reign' = Append(reign, NewReign)
  /\ UNCHANGED <<epoch, synced, log, acknowledged>>

(* By the last primary that it has followed, not by that of its last write: that one may be of a primary whom nobody followed. *)
Behind(r, s) ==
  \/ synced[r] < synced[s]
  \/ synced[r] = synced[s] /\ Len(log[r]) < Len(log[s])

(* These have been heard, and are fenced: the one that has most becomes the primary. *)
Promote(p, heard) ==
  /\ views[Last].primary = None
  /\ heard \subseteq views[Last].members
  /\ \A r \in heard : epoch[r] = Last
  /\ p \in heard
  /\ \A r \in heard : ~ Behind(p, r)
  /\ (Patient /\ Mode = "semisync") => Cardinality(heard) >= Cardinality(Replica) - 1
  /\ (Patient /\ Mode = "async") => heard = Replica
  /\ views' = [views EXCEPT ![Last] = [primary |-> p, members |-> IF Mode = "sync" THEN heard ELSE Replica]]
  /\ UNCHANGED <<epoch, synced, log, reign, acknowledged>>

(* The primary has asked for other members: without those that are silent, with those that have caught up. *)
Reconfigure(members) ==
  /\ Mode = "sync"
  /\ views[Last].primary \in members
  /\ members \subseteq Awaited(Last)
  /\ members # views[Last].members
  /\ views' = Append(views, [primary |-> views[Last].primary, members |-> members])
  /\ reign' = Append(reign, NewReign)
  /\ UNCHANGED <<epoch, synced, log, acknowledged>>
-----------------------------------------------------------------------------
Next ==
  \/ StartFailover
  \/ \E p \in Replica : \E heard \in SUBSET Replica : Promote(p, heard)
  \/ \E members \in SUBSET Replica : Reconfigure(members)
  \/ \E r \in Replica :
       \/ \E w \in Write : Serve(r, w)
       \/ \E n \in 1..Len(log[r]) : Acknowledge(r, n)
       \/ \E s \in Replica : Admit(r, s)
       \/ \E e \in 1..Last :
            \/ Begin(r, e)
            \/ Fence(r, e)
            \/ \E n \in 0..Len(reign[e].history) : Accept(r, e, n) \/ Follow(r, e, n)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* No write of an old primary: who has heard of a newer one has nothing that this one has not. *)
FollowsItsPrimary == \A r \in Replica : IsPrefix(log[r], reign[synced[r]].history)

(* Two logs with a write of the same epoch at the same place are the same up to there: a newcomer need not be sent everything. *)
LogMatching ==
  \A r, s \in Replica : \A i \in 1..Len(log[r]) :
    (i <= Len(log[s]) /\ log[r][i].epoch = log[s][i].epoch) => IsPrefix(SubSeq(log[r], 1, i), log[s])

(* What has been acknowledged is there, whoever is the primary. *)
NothingLost == views[Last].primary # None => acknowledged \subseteq WritesOf(log[views[Last].primary])

(* Any member may become the primary. *)
MembersHaveAll == Mode = "sync" => \A r \in views[Last].members : acknowledged \subseteq WritesOf(log[r])

(* The longest of what has been acknowledged: what an epoch has acknowledged, the next ones have. *)
Safe == LET longest == CHOOSE e \in 1..Last : \A f \in 1..Last : reign[f].safe <= reign[e].safe
        IN  [i \in 1..reign[longest].safe |-> reign[longest].history[i].write]

DL == INSTANCE DurableLog WITH acknowledged <- Safe
Refinement == DL!Spec

THEOREM Spec => [](TypeOK /\ FollowsItsPrimary /\ LogMatching)
THEOREM (Patient \/ Mode = "sync") => (Spec => [](NothingLost /\ MembersHaveAll) /\ Refinement)
=============================================================================
