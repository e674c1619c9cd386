-------------------------- MODULE ChainReplication --------------------------
(***************************************************************************)
(* Chain replication: van Renesse & Schneider, OSDI 2004. The head orders  *)
(* all writes, each server passes them on to the next one, the tail tells  *)
(* the clients and answers reads. A view service (the paper's master, taken *)
(* for one that never fails) leaves silent servers out and adds others     *)
(* behind the tail.                                                        *)
(*                                                                         *)
(* The paper presumes that silence is death (fail-stop). Here it need not  *)
(* be: every chain has a number, its epoch, and servers take nothing of    *)
(* older ones, so that a server that is left out and alive does no harm.   *)
(*                                                                         *)
(* There are no messages: in an epoch each log only grows, and is a prefix *)
(* of what its predecessor has, so every message of that epoch is a prefix *)
(* of the head's history no longer than its sender had got. It may arrive  *)
(* late, twice or never. What servers have is on their disks, so that a    *)
(* crash is only a silence.                                                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Server,
  Initial,            \* The chain of the first epoch, a sequence.
  Write

VARIABLES
  chains,             \* chains[e]: the chain of epoch e, from head to tail.
  epoch,              \* epoch[s]: the newest epoch that s has heard of. It takes nothing of older ones.
  synced,             \* synced[s]: the epoch whose history s has, as far as it has got.
  log,                \* log[s]: the writes of s, each with the epoch in which it was ordered.
  reign,              \* reign[e]: what has become of epoch e; see NewReign.
  acknowledged        \* Writes whose clients have been told so.

vars == <<chains, epoch, synced, log, reign, acknowledged>>

Last == Len(chains)
Entry == [epoch : Nat \ {0}, write : Write]
WritesOf(entries) == {entries[i].write : i \in 1..Len(entries)}
IsPrefix(s, t) == Len(s) <= Len(t) /\ \A i \in 1..Len(s) : s[i] = t[i]
Max(m, n) == IF m > n THEN m ELSE n

MembersOf(chain) == {chain[i] : i \in 1..Len(chain)}
HeadOf(e) == chains[e][1]
TailOf(e) == chains[e][Len(chains[e])]

(* From whom s gets its writes. Who is in no chain may get them from the tail. *)
Before(s, e) ==
  IF s \in MembersOf(chains[e])
  THEN chains[e][(CHOOSE i \in 1..Len(chains[e]) : chains[e][i] = s) - 1]
  ELSE TailOf(e)

NewReign ==
  [start |-> 0,                             \* How long the head's log was when it began.
   history |-> <<>>,                        \* All that the head has had in its log in this epoch.
   followers |-> {},                        \* Who has taken part.
   had |-> [s \in Server |-> 0],            \* How much of it each of them has got.
   joining |-> {},                          \* Who is to be the next tail: the tail waits for it.
   safe |-> 0]                              \* How much of it has been acknowledged.

TypeOK ==
  /\ chains \in Seq(Seq(Server))
  /\ \A e \in 1..Last : Len(chains[e]) > 0 /\ Cardinality(MembersOf(chains[e])) = Len(chains[e])
  /\ epoch \in [Server -> 1..Last]
  /\ synced \in [Server -> 1..Last]
  /\ \A s \in Server : synced[s] <= epoch[s] /\ log[s] \in Seq(Entry)
  /\ Len(reign) = Last
  /\ \A e \in 1..Last :
       /\ reign[e].start <= Len(reign[e].history)
       /\ reign[e].safe <= Len(reign[e].history)
       /\ reign[e].joining \subseteq Server \ MembersOf(chains[e])
       /\ \A s \in Server : reign[e].had[s] <= Len(reign[e].history)
  /\ acknowledged \subseteq Write

Init ==
  /\ chains = <<Initial>>
  /\ epoch = [s \in Server |-> 1]
  /\ synced = [s \in Server |-> 1]
  /\ log = [s \in Server |-> <<>>]
  /\ reign = <<[NewReign EXCEPT !.followers = Server]>>
  /\ acknowledged = {}
-----------------------------------------------------------------------------
(* The head. *)

(* p orders a write. *)
Serve(p, w) ==
  /\ HeadOf(epoch[p]) = p
  /\ synced[p] = epoch[p]
  /\ w \notin WritesOf(log[p])
  /\ log' = [log EXCEPT ![p] = Append(@, [epoch |-> epoch[p], write |-> w])]
  /\ reign' = [reign EXCEPT ![epoch[p]].history = log'[p], ![epoch[p]].had[p] = Len(log'[p])]
  /\ UNCHANGED <<chains, epoch, synced, acknowledged>>

(* p hears that it is the head of epoch e. *)
Begin(p, e) ==
  /\ HeadOf(e) = p
  /\ epoch[p] <= e
  /\ synced[p] < e
  /\ epoch' = [epoch EXCEPT ![p] = e]
  /\ synced' = [synced EXCEPT ![p] = e]
  /\ reign' = [reign EXCEPT ![e].start = Len(log[p]), ![e].history = log[p],
                            ![e].followers = @ \cup {p}, ![e].had[p] = Len(log[p])]
  /\ UNCHANGED <<chains, log, acknowledged>>
-----------------------------------------------------------------------------
(* The others. *)

(* More of what the one before it has. *)
Accept(b, e, n) ==
  /\ epoch[b] = e
  /\ synced[b] = e
  /\ HeadOf(e) # b
  /\ n \in Len(log[b])+1..reign[e].had[Before(b, e)]
  /\ log' = [log EXCEPT ![b] = SubSeq(reign[e].history, 1, n)]
  /\ reign' = [reign EXCEPT ![e].had[b] = n]
  /\ UNCHANGED <<chains, epoch, synced, acknowledged>>

(* A new chain: b's log becomes a part of its, all of it from before the epoch at least. The rest of its own is lost. *)
Follow(b, e, n) ==
  /\ e >= epoch[b]
  /\ synced[b] < e
  /\ HeadOf(e) # b
  /\ Before(b, e) \in reign[e].followers
  /\ n \in reign[e].start..reign[e].had[Before(b, e)]
  /\ epoch' = [epoch EXCEPT ![b] = e]
  /\ synced' = [synced EXCEPT ![b] = e]
  /\ log' = [log EXCEPT ![b] = SubSeq(reign[e].history, 1, n)]
  /\ reign' = [reign EXCEPT ![e].followers = @ \cup {b}, ![e].had[b] = n]
  /\ UNCHANGED <<chains, acknowledged>>

(* s hears of epoch e, and takes nothing of older ones from now on. *)
Fence(s, e) ==
  /\ e \in epoch[s]+1..Last
  /\ epoch' = [epoch EXCEPT ![s] = e]
  /\ UNCHANGED <<chains, synced, log, reign, acknowledged>>
-----------------------------------------------------------------------------
(* The tail. *)

IsTail(t) == TailOf(epoch[t]) = t /\ synced[t] = epoch[t]

(* What has come so far is everywhere: the clients are told. *)
Acknowledge(p, n) ==
  /\ IsTail(p)
  /\ n \in 1..Len(log[p])
  /\ \A c \in reign[epoch[p]].joining : reign[epoch[p]].had[c] >= n
  /\ reign' = [reign EXCEPT ![epoch[p]].safe = Max(@, n)]
  /\ acknowledged' = acknowledged \cup WritesOf(SubSeq(log[p], 1, n))
  /\ UNCHANGED <<chains, epoch, synced, log>>

(* c has caught up with all that is acknowledged: the tail waits for it from now on, and asks for it to be the next tail. *)
Admit(t, c) ==
  /\ IsTail(t)
  /\ reign[epoch[t]].joining = {}
  /\ c \notin MembersOf(chains[epoch[t]])
  /\ c \in reign[epoch[t]].followers
  /\ reign[epoch[t]].had[c] >= reign[epoch[t]].safe
  /\ reign' = [reign EXCEPT ![epoch[t]].joining = {c}]
  /\ UNCHANGED <<chains, epoch, synced, log, acknowledged>>
-----------------------------------------------------------------------------
(* The view service. *)

(* s is silent: the chain closes around it. *)
Remove(s) ==
  /\ s \in MembersOf(chains[Last])
  /\ Len(chains[Last]) > 1
  /\ chains' = Append(chains, SelectSeq(chains[Last], LAMBDA r : r # s))
  /\ reign' = Append(reign, NewReign)
  /\ UNCHANGED <<epoch, synced, log, acknowledged>>

(* The tail has asked for it. *)
Extend(c) ==
  /\ c \in reign[Last].joining
  /\ chains' = Append(chains, Append(chains[Last], c))
  /\ reign' = Append(reign, NewReign)
  /\ UNCHANGED <<epoch, synced, log, acknowledged>>
-----------------------------------------------------------------------------
Next ==
  \E s \in Server :
    \/ Remove(s)
    \/ Extend(s)
    \/ \E w \in Write : Serve(s, w)
    \/ \E n \in 1..Len(log[s]) : Acknowledge(s, n)
    \/ \E c \in Server : Admit(s, c)
    \/ \E e \in 1..Last :
         \/ Begin(s, e)
         \/ Fence(s, e)
         \/ \E n \in 0..Len(reign[e].history) : Accept(s, e, n) \/ Follow(s, e, n)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* The paper's Update Propagation Invariant: nobody has what one before it in the chain has not. *)
UpdatePropagation ==
  \A i, j \in 1..Len(chains[Last]) : i <= j => IsPrefix(log[chains[Last][j]], log[chains[Last][i]])

(* No write of an old chain: who has heard of a newer one has nothing that its head has not. *)
FollowsItsHead == \A s \in Server : IsPrefix(log[s], reign[synced[s]].history)

(* What has been acknowledged is everywhere. *)
NothingLost == \A s \in MembersOf(chains[Last]) : acknowledged \subseteq WritesOf(log[s])

(* The longest of what has been acknowledged: what a chain has acknowledged, the next ones have. *)
History == LET longest == CHOOSE e \in 1..Last : \A f \in 1..Last : reign[f].safe <= reign[e].safe
           IN  [i \in 1..reign[longest].safe |-> reign[longest].history[i].write]

Pending == UNION {WritesOf(log[s]) : s \in Server} \ {History[i] : i \in 1..Len(History)}

RR == INSTANCE ReplicatedRegister WITH history <- History, pending <- Pending
Refinement == RR!Spec

THEOREM Spec => [](TypeOK /\ UpdatePropagation /\ FollowsItsHead /\ NothingLost) /\ Refinement
=============================================================================
