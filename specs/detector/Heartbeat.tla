------------------------------ MODULE Heartbeat ------------------------------
(***************************************************************************)
(* Failure detection by heartbeats: each member tells the others, again    *)
(* and again, that it is there; who is not heard of is suspected until it   *)
(* is.  The class of an eventually perfect detector: Chandra & Toueg,      *)
(* "Unreliable Failure Detectors for Reliable Distributed Systems", JACM   *)
(* 1996.                                                                   *)
(*                                                                         *)
(* When to suspect is no matter of this specification: a fixed time-out    *)
(* and the accrual detector of Hayashibara et al. (SRDS 2004) both take    *)
(* its actions.  Crashes, and what a detector promises of them, are in      *)
(* HeartbeatCrash.                                                         *)
(***************************************************************************)
EXTENDS Naturals

CONSTANT Member

VARIABLES
  beat,               \* beat[j]: the last heartbeat that j has sent. Those before may still be under way.
  heard,              \* heard[i][j]: the newest that i has heard of j.
  suspected,          \* suspected[i]: whom i takes for dead.
  since               \* since[i][j]: what i had heard of j when it began to suspect it, last.

vars == <<beat, heard, suspected, since>>

Beat == Nat \ {0}      \* Numbers of heartbeats.

TypeOK ==
  /\ beat \in [Member -> Beat \cup {0}]
  /\ heard \in [Member -> [Member -> Beat \cup {0}]]
  /\ since \in [Member -> [Member -> Beat \cup {0}]]
  /\ suspected \in [Member -> SUBSET Member]

Init ==
  /\ beat = [j \in Member |-> 0]
  /\ heard = [i \in Member |-> [j \in Member |-> 0]]
  /\ suspected = [i \in Member |-> {}]
  /\ since = [i \in Member |-> [j \in Member |-> 0]]

(* j tells all others that it is there. *)
SendHeartbeat(j, n) ==
  /\ n > beat[j]
  /\ beat' = [beat EXCEPT ![j] = n]
  /\ UNCHANGED <<heard, suspected, since>>

(* i hears of j, something newer than ever before: it is there. An old message says nothing. *)
Hear(i, j, n) ==
  /\ i # j
  /\ heard[i][j] < n /\ n <= beat[j]
  /\ heard' = [heard EXCEPT ![i][j] = n]
  /\ suspected' = [suspected EXCEPT ![i] = @ \ {j}]
  /\ UNCHANGED <<beat, since>>

(* i has not heard of j for long. *)
Suspect(i, j) ==
  /\ i # j
  /\ j \notin suspected[i]
  /\ suspected' = [suspected EXCEPT ![i] = @ \cup {j}]
  /\ since' = [since EXCEPT ![i][j] = heard[i][j]]
  /\ UNCHANGED <<beat, heard>>

(* i starts anew, and knows nothing. *)
Restart(i) ==
  /\ heard' = [heard EXCEPT ![i] = [j \in Member |-> 0]]
  /\ suspected' = [suspected EXCEPT ![i] = {}]
  /\ since' = [since EXCEPT ![i] = [j \in Member |-> 0]]
  /\ UNCHANGED <<beat>>

Next ==
  \E i \in Member :
    \/ Restart(i)
    \/ \E n \in Beat : SendHeartbeat(i, n)
    \/ \E j \in Member : Suspect(i, j) \/ \E n \in Beat : Hear(i, j, n)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* Nobody hears what was not sent. *)
HeardWasSent == \A i, j \in Member : heard[i][j] <= beat[j]

(* Suspected is who has not been heard of since: a suspicion ends with the next heartbeat. *)
SuspectedIsSilent == \A i \in Member : \A j \in suspected[i] : heard[i][j] = since[i][j]

NobodySuspectsItself == \A i \in Member : i \notin suspected[i]

THEOREM Spec => [](TypeOK /\ HeardWasSent /\ SuspectedIsSilent /\ NobodySuspectsItself)
=============================================================================
