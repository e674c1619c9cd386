--------------------------- MODULE LeaseElection ---------------------------
(***************************************************************************)
(* Election by a lease over consensus: there is one record of who leads,   *)
(* kept by servers that agree; whoever the record names leads for a while, *)
(* and each time that it names another an epoch begins.                    *)
(*                                                                         *)
(* Source: Gray & Cheriton, "Leases", SOSP 1989; Burrows, "The Chubby lock *)
(* service", OSDI 2006, section 2.  That a candidate only takes over what  *)
(* nobody has prolonged for long enough is LeaseElectionTimed's matter: no *)
(* property here rests on time.                                            *)
(*                                                                         *)
(* That commands are applied in one order is Raft.tla's matter.  A server  *)
(* that applies the beginning of an epoch is the first to do so, or finds  *)
(* it there.  Prolonging a lease changes nothing of what is here.          *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Candidate,
  Server

VARIABLES
  granted,            \* granted[e]: to whom epoch e was granted, in the order of the log.
  applied,            \* applied[s]: how many epochs server s has seen begin.
  leading             \* leading[c]: the epoch in which c takes itself for the leader, or 0.

vars == <<granted, applied, leading>>

Init ==
  /\ granted = <<>>
  /\ applied = [s \in Server |-> 0]
  /\ leading = [c \in Candidate |-> 0]
-----------------------------------------------------------------------------
(* Server s applies that epoch e begins, and is candidate c's. *)
Grant(s, e, c) ==
  /\ e = applied[s] + 1
  /\ IF e <= Len(granted)
       THEN granted[e] = c /\ UNCHANGED granted
       ELSE granted' = Append(granted, c)
  /\ applied' = [applied EXCEPT ![s] = e]
  /\ UNCHANGED leading

(* A server has restarted, or was sent a snapshot. *)
Restore(s, e) ==
  /\ e \in 0..Len(granted)
  /\ applied' = [applied EXCEPT ![s] = e]
  /\ UNCHANGED <<granted, leading>>

(* c hears that epoch e is its own. *)
Lead(c, e) ==
  /\ e \in 1..Len(granted)
  /\ granted[e] = c
  /\ e > leading[c]
  /\ leading' = [leading EXCEPT ![c] = e]
  /\ UNCHANGED <<granted, applied>>

(* Its lease is over by its clock, or it has crashed and is back. *)
StepDown(c) ==
  /\ leading[c] # 0
  /\ leading' = [leading EXCEPT ![c] = 0]
  /\ UNCHANGED <<granted, applied>>
-----------------------------------------------------------------------------
Next ==
  \/ \E s \in Server, e \in 1..Len(granted) + 1, c \in Candidate : Grant(s, e, c)
  \/ \E s \in Server, e \in 0..Len(granted) : Restore(s, e)
  \/ \E c \in Candidate, e \in 1..Len(granted) : Lead(c, e)
  \/ \E c \in Candidate : StepDown(c)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
TypeOK ==
  /\ granted \in Seq(Candidate)
  /\ applied \in [Server -> 0..Len(granted)]
  /\ leading \in [Candidate -> 0..Len(granted)]

LedAsGranted == \A c \in Candidate : leading[c] # 0 => granted[leading[c]] = c

AtMostOneLeaderPerEpoch ==
  \A c, d \in Candidate : leading[c] # 0 /\ leading[c] = leading[d] => c = d

THEOREM Spec => [](TypeOK /\ LedAsGranted /\ AtMostOneLeaderPerEpoch)
=============================================================================
