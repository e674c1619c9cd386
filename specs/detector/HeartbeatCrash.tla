--------------------------- MODULE HeartbeatCrash ---------------------------
(***************************************************************************)
(* What detection by heartbeats promises in a world in which members crash *)
(* for good, and which is stable at some time: from then on heartbeats are *)
(* in time, so that whoever is suspected anew has crashed.                 *)
(***************************************************************************)
EXTENDS Heartbeat

VARIABLES
  crashed,            \* Who will not come back.
  stable

crashVars == <<beat, heard, suspected, since, crashed, stable>>

CrashInit == Init /\ crashed = {} /\ stable = FALSE

Crash(j) ==
  /\ crashed' = crashed \cup {j}
  /\ UNCHANGED <<vars, stable>>

Stabilize ==
  /\ stable' = TRUE
  /\ UNCHANGED <<vars, crashed>>

SuspectInTime(i, j) ==
  /\ i \notin crashed
  /\ stable => j \in crashed
  /\ Suspect(i, j)
  /\ UNCHANGED <<crashed, stable>>

CrashNext ==
  \/ Stabilize
  \/ \E i \in Member :
       \/ Crash(i)
       \/ \E j \in Member : SuspectInTime(i, j)
       \/ /\ i \notin crashed
          /\ UNCHANGED <<crashed, stable>>
          /\ \/ \E n \in Beat : SendHeartbeat(i, n)
             \/ \E j \in Member, n \in Beat : Hear(i, j, n)

Fairness == \A i, j \in Member : WF_crashVars(j \in crashed /\ SuspectInTime(i, j))

CrashSpec == CrashInit /\ [][CrashNext]_crashVars /\ Fairness
-----------------------------------------------------------------------------
(* In the end all that are there suspect all that have crashed. *)
StrongCompleteness ==
  \A i, j \in Member : i # j => <>[](j \in crashed => i \in crashed \/ j \in suspected[i])

(* Once the world is stable, no new suspicion is a mistake. *)
Accuracy == [][stable => \A i \in Member : suspected'[i] \ suspected[i] \subseteq crashed]_crashVars

THEOREM CrashSpec => StrongCompleteness /\ Accuracy
=============================================================================
