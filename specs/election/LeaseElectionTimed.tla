------------------------- MODULE LeaseElectionTimed -------------------------
(***************************************************************************)
(* Election by a lease, with time: why no two lead at once where clocks    *)
(* run alike.  Nobody compares clocks, and the servers have none at all.   *)
(* The leader counts its lease from when it asked for it; the others wait  *)
(* for as long from when they saw that it was prolonged, which is later;   *)
(* and whoever takes over names the version of the record that it saw, so  *)
(* that it fails if there is another since.                                *)
(***************************************************************************)
EXTENDS LeaseElection

CONSTANTS
  Lease,              \* In ticks.
  MaxTime,
  None

VARIABLES
  now,
  version,            \* Of the record: every command that succeeds makes another.
  asked,              \* asked[c]: what c has asked for and not heard of, as [at, version, epoch]; epoch 0 until it is done.
  seen,               \* seen[c]: the version that c has seen, and since when.
  until               \* until[c]: when c's lease ends.

time == <<now, version, asked, seen, until>>
all == <<vars, time>>

Leads(c) == leading[c] # 0 /\ now < until[c]

TimedInit ==
  /\ Init
  /\ now = 0
  /\ version = 0
  /\ asked = [c \in Candidate |-> None]
  /\ seen = [c \in Candidate |-> [version |-> 0, at |-> 0]]
  /\ until = [c \in Candidate |-> 0]

Tick ==
  /\ now < MaxTime
  /\ now' = now + 1
  /\ UNCHANGED <<vars, version, asked, seen, until>>

(* A leader asks to prolong its lease, another to take over what was not prolonged for long enough. *)
Ask(c) ==
  /\ asked[c] = None
  /\ Leads(c) \/ seen[c].version = 0 \/ now >= seen[c].at + Lease
  /\ asked' = [asked EXCEPT ![c] = [at |-> now, version |-> seen[c].version, epoch |-> 0]]
  /\ UNCHANGED <<vars, now, version, seen, until>>

(* The servers do what c has asked for: prolong the epoch that is its own, or begin another. *)
Commit(c) ==
  /\ asked[c] # None /\ asked[c].epoch = 0
  /\ asked[c].version = version
  /\ version' = version + 1
  /\ LET own == granted # <<>> /\ granted[Len(granted)] = c /\ leading[c] = Len(granted)
         epoch == IF own THEN Len(granted) ELSE Len(granted) + 1
     IN  /\ granted' = IF own THEN granted ELSE Append(granted, c)
         /\ asked' = [asked EXCEPT ![c].epoch = epoch]
  /\ UNCHANGED <<applied, leading, now, seen, until>>

(* c hears that it was done. *)
Hear(c) ==
  /\ asked[c] # None /\ asked[c].epoch # 0
  /\ leading' = [leading EXCEPT ![c] = asked[c].epoch]
  /\ until' = [until EXCEPT ![c] = asked[c].at + Lease]
  /\ seen' = [seen EXCEPT ![c] = [version |-> asked[c].version + 1, at |-> now]]
  /\ asked' = [asked EXCEPT ![c] = None]
  /\ UNCHANGED <<granted, applied, now, version>>

(* c hears that another was faster. *)
Fail(c) ==
  /\ asked[c] # None /\ asked[c].epoch = 0
  /\ asked[c].version # version
  /\ asked' = [asked EXCEPT ![c] = None]
  /\ UNCHANGED <<vars, now, version, seen, until>>

Observe(c) ==
  /\ seen[c].version # version
  /\ seen' = [seen EXCEPT ![c] = [version |-> version, at |-> now]]
  /\ UNCHANGED <<vars, now, version, asked, until>>

TimedNext == Tick \/ \E c \in Candidate : Ask(c) \/ Commit(c) \/ Hear(c) \/ Fail(c) \/ Observe(c)

TimedSpec == TimedInit /\ [][TimedNext]_all
-----------------------------------------------------------------------------
TimedTypeOK == TypeOK /\ now \in 0..MaxTime /\ version \in Nat

OneLeaderAtATime == \A c, d \in Candidate : Leads(c) /\ Leads(d) => c = d
=============================================================================
