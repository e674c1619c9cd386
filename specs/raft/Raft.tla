------------------------------- MODULE Raft -------------------------------
(***************************************************************************)
(* The Raft consensus algorithm: leader election, log replication, changes *)
(* of membership (single-server and by joint consensus) and snapshots.     *)
(*                                                                         *)
(* Source: Ongaro, "Consensus: Bridging Theory and Practice", 2014,        *)
(* chapters 3 (figure 3.1), 4 and 5; variables have its names.             *)
(*                                                                         *)
(* What is left out, and why.                                              *)
(* - messages only grows: never received is lost, received twice is        *)
(*   duplicated, received late is reordered; none needs an action.         *)
(* - Refusals carry nothing but a term.  A server may hear of any term     *)
(*   that some server has reached (UpdateTerm), so they are not modelled.  *)
(* - Which entries a leader sends and when (nextIndex, heartbeats,         *)
(*   batches) is a matter of speed: AppendEntries may send any stretch.    *)
(* - Pre-vote, leader transfer and the timing of elections only choose     *)
(*   when Timeout happens.  Reads by read index change no variable; what   *)
(*   they return is judged by the histories of the clients.                *)
(* - A log stays whole here: of what a snapshot has replaced only          *)
(*   snapshotIndex tells, and that it can no longer be sent as entries.    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Server,
  Initial,            \* Those that are members at first.
  Value,              \* What clients ask for.
  Nil                 \* No server.

VARIABLES
  messages,           \* Every message that was ever sent.
  currentTerm,        \* These three outlive a restart.
  votedFor,
  log,                \* A sequence of [term, value, config].
  snapshotIndex,      \* How much of the log a snapshot stands for; durable, too.
  state,              \* "follower", "candidate" or "leader".
  votesGranted,       \* The servers from which a candidate has votes.
  matchIndex,         \* Of a leader: what each follower is known to hold.
  commitIndex,
  committed           \* For the properties only: all that was ever committed, each
                      \* entry with the term of the leader that committed it.

vars == <<messages, currentTerm, votedFor, log, snapshotIndex, state, votesGranted, matchIndex, commitIndex, committed>>
durable == <<currentTerm, votedFor, log, snapshotIndex>>

Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b
LastTerm(entries) == IF Len(entries) = 0 THEN 0 ELSE entries[Len(entries)].term
TermAt(i, index) == IF index = 0 THEN 0 ELSE log[i][index].term
Nothing == [j \in Server |-> 0]

(* A configuration is a sequence of sets of servers: <<S>>, or jointly <<S, T>>.  An entry that is none has <<>>. *)
Ordinary(t, v) == [term |-> t, value |-> v, config |-> <<>>]
Configures(t, c) == [term |-> t, value |-> "configuration", config |-> c]
Configurations == (SUBSET Server) \ {{}}

(* Where the last configuration of a log is, committed or not: a server uses it as soon as it has it (4.1). *)
ConfigIndex(i) ==
  LET found == {k \in 1 .. Len(log[i]) : log[i][k].config # <<>>}
  IN  IF found = {} THEN 0 ELSE CHOOSE k \in found : \A l \in found : l <= k
Config(i) == IF ConfigIndex(i) = 0 THEN <<Initial>> ELSE log[i][ConfigIndex(i)].config

(* A majority of each set: of the old and of the new servers while they decide jointly (4.3). *)
IsQuorum(i, servers) ==
  \A k \in 1 .. Len(Config(i)) : 2 * Cardinality(servers \cap Config(i)[k]) > Cardinality(Config(i)[k])

(* Terms that have been reached, and so can be heard of. *)
Terms == UNION {1 .. currentTerm[j] : j \in Server}

Init ==
  /\ messages = {}
  /\ currentTerm = [i \in Server |-> 0]
  /\ votedFor = [i \in Server |-> Nil]
  /\ log = [i \in Server |-> <<>>]
  /\ snapshotIndex = [i \in Server |-> 0]
  /\ state = [i \in Server |-> "follower"]
  /\ votesGranted = [i \in Server |-> {}]
  /\ matchIndex = [i \in Server |-> Nothing]
  /\ commitIndex = [i \in Server |-> 0]
  /\ committed = <<>>
-----------------------------------------------------------------------------
(* A server crashes and comes back with what was durable. *)
Restart(i) ==
  /\ state' = [state EXCEPT ![i] = "follower"]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {}]
  /\ matchIndex' = [matchIndex EXCEPT ![i] = Nothing]
  /\ commitIndex' = [commitIndex EXCEPT ![i] = snapshotIndex[i]]
  /\ UNCHANGED <<messages, durable, committed>>

(* It has heard from no leader: it stands for election, and votes for itself. *)
Timeout(i) ==
  /\ state[i] # "leader"
  /\ currentTerm' = [currentTerm EXCEPT ![i] = @ + 1]
  /\ votedFor' = [votedFor EXCEPT ![i] = i]
  /\ state' = [state EXCEPT ![i] = "candidate"]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {i}]
  /\ messages' = messages \cup
       {[type |-> "RequestVote", term |-> currentTerm[i] + 1, from |-> i,
         lastLogIndex |-> Len(log[i]), lastLogTerm |-> LastTerm(log[i])]}
  /\ UNCHANGED <<log, snapshotIndex, matchIndex, commitIndex, committed>>

(* Any message of a newer term makes a follower of whoever reads it. *)
UpdateTerm(i, t) ==
  /\ t > currentTerm[i]
  /\ currentTerm' = [currentTerm EXCEPT ![i] = t]
  /\ votedFor' = [votedFor EXCEPT ![i] = Nil]
  /\ state' = [state EXCEPT ![i] = "follower"]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {}]
  /\ matchIndex' = [matchIndex EXCEPT ![i] = Nothing]
  /\ UNCHANGED <<messages, log, snapshotIndex, commitIndex, committed>>

(* One vote a term, and only for a log at least as up to date (3.6.1). *)
GrantVote(i, m) ==
  /\ m.type = "RequestVote"
  /\ m.term = currentTerm[i]
  /\ votedFor[i] \in {Nil, m.from}
  /\ \/ m.lastLogTerm > LastTerm(log[i])
     \/ m.lastLogTerm = LastTerm(log[i]) /\ m.lastLogIndex >= Len(log[i])
  /\ votedFor' = [votedFor EXCEPT ![i] = m.from]
  /\ messages' = messages \cup {[type |-> "Vote", term |-> m.term, from |-> i, to |-> m.from]}
  /\ UNCHANGED <<currentTerm, log, snapshotIndex, state, votesGranted, matchIndex, commitIndex, committed>>

RcvVote(i, m) ==
  /\ m.type = "Vote"
  /\ m.to = i
  /\ m.term = currentTerm[i]
  /\ state[i] = "candidate"
  /\ votesGranted' = [votesGranted EXCEPT ![i] = @ \cup {m.from}]
  /\ UNCHANGED <<messages, durable, state, matchIndex, commitIndex, committed>>

BecomeLeader(i) ==
  /\ state[i] = "candidate"
  /\ IsQuorum(i, votesGranted[i])
  /\ state' = [state EXCEPT ![i] = "leader"]
  /\ UNCHANGED <<messages, durable, votesGranted, matchIndex, commitIndex, committed>>
-----------------------------------------------------------------------------
ClientRequest(i, v) ==
  /\ state[i] = "leader"
  /\ log' = [log EXCEPT ![i] = Append(@, Ordinary(currentTerm[i], v))]
  /\ UNCHANGED <<messages, currentTerm, votedFor, snapshotIndex, state, votesGranted, matchIndex, commitIndex, committed>>

(* The leader sends the entries after `prev` up to `last`; none of them is a heartbeat. *)
AppendEntries(i, prev, last) ==
  /\ state[i] = "leader"
  /\ snapshotIndex[i] <= prev
  /\ prev <= last
  /\ last <= Len(log[i])
  /\ messages' = messages \cup
       {[type |-> "AppendEntries", term |-> currentTerm[i], from |-> i,
         prevLogIndex |-> prev, prevLogTerm |-> TermAt(i, prev),
         entries |-> SubSeq(log[i], prev + 1, last),
         commitIndex |-> Min(commitIndex[i], last)]}
  /\ UNCHANGED <<durable, state, votesGranted, matchIndex, commitIndex, committed>>

(* A candidate hears from the leader of its own term. *)
StepDown(i, m) ==
  /\ m.type \in {"AppendEntries", "InstallSnapshot"}
  /\ m.term = currentTerm[i]
  /\ state[i] = "candidate"
  /\ state' = [state EXCEPT ![i] = "follower"]
  /\ UNCHANGED <<messages, durable, votesGranted, matchIndex, commitIndex, committed>>

(* Only a conflict truncates: an old message must not undo what a later one has appended. *)
AcceptEntries(i, m) ==
  /\ m.type = "AppendEntries"
  /\ m.term = currentTerm[i]
  /\ state[i] = "follower"
  /\ m.prevLogIndex <= Len(log[i])
  /\ m.prevLogTerm = TermAt(i, m.prevLogIndex)
  /\ LET last == m.prevLogIndex + Len(m.entries)
         conflict == \E k \in 1 .. Len(m.entries) :
                       /\ m.prevLogIndex + k <= Len(log[i])
                       /\ log[i][m.prevLogIndex + k].term # m.entries[k].term
     IN  /\ log' = IF conflict \/ Len(log[i]) < last
                   THEN [log EXCEPT ![i] = SubSeq(@, 1, m.prevLogIndex) \o m.entries]
                   ELSE log
         /\ commitIndex' = [commitIndex EXCEPT ![i] = Max(@, m.commitIndex)]
         /\ messages' = messages \cup
              {[type |-> "Accepted", term |-> m.term, from |-> i, to |-> m.from, matchIndex |-> last]}
  /\ UNCHANGED <<currentTerm, votedFor, snapshotIndex, state, votesGranted, matchIndex, committed>>

RcvAccepted(i, m) ==
  /\ m.type = "Accepted"
  /\ m.to = i
  /\ m.term = currentTerm[i]
  /\ state[i] = "leader"
  /\ matchIndex' = [matchIndex EXCEPT ![i][m.from] = Max(@, m.matchIndex)]
  /\ UNCHANGED <<messages, durable, state, votesGranted, commitIndex, committed>>

(* Entries of older terms are committed only along with one of this term (3.6.2, figure 3.7). *)
AdvanceCommitIndex(i, n) ==
  /\ state[i] = "leader"
  /\ n > commitIndex[i]
  /\ n <= Len(log[i])
  /\ log[i][n].term = currentTerm[i]
  /\ IsQuorum(i, {i} \cup {j \in Server : matchIndex[i][j] >= n})
  /\ commitIndex' = [commitIndex EXCEPT ![i] = n]
  /\ committed' = [k \in 1 .. Max(n, Len(committed)) |->
                      IF k > n \/ (k <= Len(committed) /\ committed[k].entry = log[i][k]) THEN committed[k]
                      ELSE [in |-> currentTerm[i], entry |-> log[i][k]]]
  /\ UNCHANGED <<messages, durable, state, votesGranted, matchIndex>>
-----------------------------------------------------------------------------
(* Changes of membership: one after the other. *)
MayChange(i) ==
  /\ state[i] = "leader"
  /\ Len(Config(i)) = 1
  /\ ConfigIndex(i) <= commitIndex[i]

AppendConfig(i, c) ==
  /\ log' = [log EXCEPT ![i] = Append(@, Configures(currentTerm[i], c))]
  /\ UNCHANGED <<messages, currentTerm, votedFor, snapshotIndex, state, votesGranted, matchIndex, commitIndex, committed>>

(* One server more or less at once, but only after an entry of the leader's own term is committed:               *)
(* else the last leader's change may still come back, and the two have disjoint majorities (Ongaro, raft-dev 2015). *)
ChangeOne(i, new) ==
  /\ MayChange(i)
  /\ LET old == Config(i)[1]
     IN  Cardinality((old \ new) \cup (new \ old)) = 1
  /\ commitIndex[i] > 0 /\ log[i][commitIndex[i]].term = currentTerm[i]
  /\ AppendConfig(i, <<new>>)

(* Any other change: old and new decide jointly, until that is committed (4.3). *)
EnterJoint(i, new) ==
  /\ MayChange(i)
  /\ new # Config(i)[1]
  /\ AppendConfig(i, <<Config(i)[1], new>>)

LeaveJoint(i) ==
  /\ state[i] = "leader"
  /\ Len(Config(i)) = 2
  /\ ConfigIndex(i) <= commitIndex[i]
  /\ AppendConfig(i, <<Config(i)[2]>>)

(* A leader that is no member any more leaves once that is committed (4.2.2). *)
Resign(i) ==
  /\ state[i] = "leader"
  /\ state' = [state EXCEPT ![i] = "follower"]
  /\ UNCHANGED <<messages, durable, votesGranted, matchIndex, commitIndex, committed>>
-----------------------------------------------------------------------------
(* Snapshots (chapter 5): of what is committed, by each server for itself. *)
TakeSnapshot(i, n) ==
  /\ n > snapshotIndex[i]
  /\ n <= commitIndex[i]
  /\ snapshotIndex' = [snapshotIndex EXCEPT ![i] = n]
  /\ UNCHANGED <<messages, currentTerm, votedFor, log, state, votesGranted, matchIndex, commitIndex, committed>>

(* For a follower that needs entries that the leader has no more. What the snapshot stands for is written out. *)
InstallSnapshot(i) ==
  /\ state[i] = "leader"
  /\ snapshotIndex[i] > 0
  /\ messages' = messages \cup
       {[type |-> "InstallSnapshot", term |-> currentTerm[i], from |-> i,
         entries |-> SubSeq(log[i], 1, snapshotIndex[i])]}
  /\ UNCHANGED <<durable, state, votesGranted, matchIndex, commitIndex, committed>>

(* Where the log has the last entry of the snapshot, it has all of it, and what follows stays. *)
AcceptSnapshot(i, m) ==
  /\ m.type = "InstallSnapshot"
  /\ m.term = currentTerm[i]
  /\ state[i] = "follower"
  /\ LET last == Len(m.entries)
         known == last <= Len(log[i]) /\ log[i][last].term = m.entries[last].term
     IN  /\ log' = IF known THEN log ELSE [log EXCEPT ![i] = m.entries]
         /\ snapshotIndex' = IF known THEN snapshotIndex ELSE [snapshotIndex EXCEPT ![i] = last]
         /\ commitIndex' = [commitIndex EXCEPT ![i] = Max(@, last)]
         /\ messages' = messages \cup
              {[type |-> "Accepted", term |-> m.term, from |-> i, to |-> m.from, matchIndex |-> last]}
  /\ UNCHANGED <<currentTerm, votedFor, state, votesGranted, matchIndex, committed>>
-----------------------------------------------------------------------------
Next ==
  \/ \E i \in Server :
       \/ Restart(i)
       \/ Timeout(i)
       \/ \E t \in Terms : UpdateTerm(i, t)
       \/ BecomeLeader(i)
       \/ \E v \in Value : ClientRequest(i, v)
       \/ \E prev \in 0 .. Len(log[i]), last \in 0 .. Len(log[i]) : AppendEntries(i, prev, last)
       \/ \E n \in 1 .. Len(log[i]) : AdvanceCommitIndex(i, n)
       \/ \E new \in Configurations : ChangeOne(i, new) \/ EnterJoint(i, new)
       \/ LeaveJoint(i)
       \/ Resign(i)
       \/ \E n \in 1 .. Len(log[i]) : TakeSnapshot(i, n)
       \/ InstallSnapshot(i)
  \/ \E i \in Server, m \in messages :
       \/ GrantVote(i, m)
       \/ RcvVote(i, m)
       \/ StepDown(i, m)
       \/ AcceptEntries(i, m)
       \/ RcvAccepted(i, m)
       \/ AcceptSnapshot(i, m)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
Entry == [term : Nat \ {0}, value : Value \cup {"configuration"}, config : Seq(SUBSET Server)]

TypeOK ==
  /\ currentTerm \in [Server -> Nat]
  /\ votedFor \in [Server -> Server \cup {Nil}]
  /\ \A i \in Server : \A k \in 1 .. Len(log[i]) : log[i][k] \in Entry
  /\ state \in [Server -> {"follower", "candidate", "leader"}]
  /\ votesGranted \in [Server -> SUBSET Server]
  /\ matchIndex \in [Server -> [Server -> Nat]]
  /\ commitIndex \in [Server -> Nat]
  /\ \A i \in Server : snapshotIndex[i] <= commitIndex[i]

(* The five properties of figure 3.2. *)
ElectionSafety ==
  /\ \A i, j \in Server : state[i] = "leader" /\ state[j] = "leader" /\ currentTerm[i] = currentTerm[j] => i = j
  /\ LET led == {m \in messages : m.type \in {"AppendEntries", "InstallSnapshot"}} IN
       \A m, n \in led : m.term = n.term => m.from = n.from

LogMatching ==
  \A i, j \in Server : \A k \in 1 .. Min(Len(log[i]), Len(log[j])) :
    log[i][k].term = log[j][k].term => SubSeq(log[i], 1, k) = SubSeq(log[j], 1, k)

LeaderCompleteness ==
  \A i \in Server : state[i] = "leader" =>
    \A k \in 1 .. Len(committed) : committed[k].in < currentTerm[i] =>
      k <= Len(log[i]) /\ log[i][k] = committed[k].entry

StateMachineSafety ==
  \A i \in Server : commitIndex[i] <= Len(committed) /\ commitIndex[i] <= Len(log[i]) /\
    \A k \in 1 .. commitIndex[i] : log[i][k] = committed[k].entry

LeaderAppendOnly ==
  [][\A i \in Server : state[i] = "leader" /\ state'[i] = "leader" =>
       Len(log[i]) <= Len(log'[i]) /\ SubSeq(log'[i], 1, Len(log[i])) = log[i]]_vars

(* What is committed is a replicated log. *)
RL == INSTANCE ReplicatedLog WITH chosen <- [k \in 1 .. Len(committed) |-> committed[k].entry]

Refinement == RL!Spec

THEOREM Spec => [](TypeOK /\ ElectionSafety /\ LogMatching /\ LeaderCompleteness /\ StateMachineSafety)
                /\ LeaderAppendOnly /\ Refinement
=============================================================================
