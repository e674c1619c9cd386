------------------------------- MODULE Raft -------------------------------
(***************************************************************************)
(* The Raft consensus algorithm: leader election and log replication.      *)
(*                                                                         *)
(* Source: Ongaro, "Consensus: Bridging Theory and Practice", 2014,        *)
(* chapter 3 (figure 3.1); variables have its names.                       *)
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
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Server,
  Value,              \* What clients ask for.
  Nil                 \* No server.

VARIABLES
  messages,           \* Every message that was ever sent.
  currentTerm,        \* These three outlive a restart.
  votedFor,
  log,                \* A sequence of [term, value].
  state,              \* "follower", "candidate" or "leader".
  votesGranted,       \* The servers from which a candidate has votes.
  matchIndex,         \* Of a leader: what each follower is known to hold.
  commitIndex,
  committed           \* For the properties only: all that was ever committed, each
                      \* entry with the term of the leader that committed it.

vars == <<messages, currentTerm, votedFor, log, state, votesGranted, matchIndex, commitIndex, committed>>
durable == <<currentTerm, votedFor, log>>

Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b
LastTerm(entries) == IF Len(entries) = 0 THEN 0 ELSE entries[Len(entries)].term
TermAt(i, index) == IF index = 0 THEN 0 ELSE log[i][index].term
IsQuorum(servers) == 2 * Cardinality(servers) > Cardinality(Server)
Nothing == [j \in Server |-> 0]

(* Terms that have been reached, and so can be heard of. *)
Terms == UNION {1 .. currentTerm[j] : j \in Server}

Init ==
  /\ messages = {}
  /\ currentTerm = [i \in Server |-> 0]
  /\ votedFor = [i \in Server |-> Nil]
  /\ log = [i \in Server |-> <<>>]
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
  /\ commitIndex' = [commitIndex EXCEPT ![i] = 0]
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
  /\ UNCHANGED <<log, matchIndex, commitIndex, committed>>

(* Any message of a newer term makes a follower of whoever reads it. *)
UpdateTerm(i, t) ==
  /\ t > currentTerm[i]
  /\ currentTerm' = [currentTerm EXCEPT ![i] = t]
  /\ votedFor' = [votedFor EXCEPT ![i] = Nil]
  /\ state' = [state EXCEPT ![i] = "follower"]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {}]
  /\ matchIndex' = [matchIndex EXCEPT ![i] = Nothing]
  /\ UNCHANGED <<messages, log, commitIndex, committed>>

(* One vote a term, and only for a log at least as up to date (3.6.1). *)
GrantVote(i, m) ==
  /\ m.type = "RequestVote"
  /\ m.term = currentTerm[i]
  /\ votedFor[i] \in {Nil, m.from}
  /\ \/ m.lastLogTerm > LastTerm(log[i])
     \/ m.lastLogTerm = LastTerm(log[i]) /\ m.lastLogIndex >= Len(log[i])
  /\ votedFor' = [votedFor EXCEPT ![i] = m.from]
  /\ messages' = messages \cup {[type |-> "Vote", term |-> m.term, from |-> i, to |-> m.from]}
  /\ UNCHANGED <<currentTerm, log, state, votesGranted, matchIndex, commitIndex, committed>>

RcvVote(i, m) ==
  /\ m.type = "Vote"
  /\ m.to = i
  /\ m.term = currentTerm[i]
  /\ state[i] = "candidate"
  /\ votesGranted' = [votesGranted EXCEPT ![i] = @ \cup {m.from}]
  /\ UNCHANGED <<messages, durable, state, matchIndex, commitIndex, committed>>

BecomeLeader(i) ==
  /\ state[i] = "candidate"
  /\ IsQuorum(votesGranted[i])
  /\ state' = [state EXCEPT ![i] = "leader"]
  /\ UNCHANGED <<messages, durable, votesGranted, matchIndex, commitIndex, committed>>
-----------------------------------------------------------------------------
ClientRequest(i, v) ==
  /\ state[i] = "leader"
  /\ log' = [log EXCEPT ![i] = Append(@, [term |-> currentTerm[i], value |-> v])]
  /\ UNCHANGED <<messages, currentTerm, votedFor, state, votesGranted, matchIndex, commitIndex, committed>>

(* The leader sends the entries after `prev` up to `last`; none of them is a heartbeat. *)
AppendEntries(i, prev, last) ==
  /\ state[i] = "leader"
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
  /\ m.type = "AppendEntries"
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
  /\ UNCHANGED <<currentTerm, votedFor, state, votesGranted, matchIndex, committed>>

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
  /\ IsQuorum({i} \cup {j \in Server : matchIndex[i][j] >= n})
  /\ commitIndex' = [commitIndex EXCEPT ![i] = n]
  /\ committed' = IF n <= Len(committed) THEN committed
                  ELSE committed \o [k \in 1 .. n - Len(committed) |->
                         [in |-> currentTerm[i], entry |-> log[i][Len(committed) + k]]]
  /\ UNCHANGED <<messages, durable, state, votesGranted, matchIndex>>
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
  \/ \E i \in Server, m \in messages :
       \/ GrantVote(i, m)
       \/ RcvVote(i, m)
       \/ StepDown(i, m)
       \/ AcceptEntries(i, m)
       \/ RcvAccepted(i, m)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
Entry == [term : Nat \ {0}, value : Value]

TypeOK ==
  /\ currentTerm \in [Server -> Nat]
  /\ votedFor \in [Server -> Server \cup {Nil}]
  /\ \A i \in Server : \A k \in 1 .. Len(log[i]) : log[i][k] \in Entry
  /\ state \in [Server -> {"follower", "candidate", "leader"}]
  /\ votesGranted \in [Server -> SUBSET Server]
  /\ matchIndex \in [Server -> [Server -> Nat]]
  /\ commitIndex \in [Server -> Nat]

(* The five properties of figure 3.2. *)
ElectionSafety ==
  /\ \A i, j \in Server : state[i] = "leader" /\ state[j] = "leader" /\ currentTerm[i] = currentTerm[j] => i = j
  /\ \A m, n \in messages : m.type = "AppendEntries" /\ n.type = "AppendEntries" /\ m.term = n.term => m.from = n.from

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
RL == INSTANCE ReplicatedLog WITH chosen <- [k \in 1 .. Len(committed) |-> committed[k].entry.value]

Refinement == RL!Spec

THEOREM Spec => [](TypeOK /\ ElectionSafety /\ LogMatching /\ LeaderCompleteness /\ StateMachineSafety)
                /\ LeaderAppendOnly /\ Refinement
=============================================================================
