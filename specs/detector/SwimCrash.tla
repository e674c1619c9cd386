----------------------------- MODULE SwimCrash -----------------------------
(***************************************************************************)
(* SWIM with members that stop for good, for what it promises of them:     *)
(* strong completeness (Chandra & Toueg 1996), that in the end every other *)
(* member takes them for dead.  Whoever runs goes on to ping: it suspects  *)
(* in the end who does not answer, and confirms it.                        *)
(***************************************************************************)
EXTENDS Swim

VARIABLE crashed      \* The members that have stopped for good.
all == <<vars, crashed>>

CrashInit == Init /\ crashed = {}

Crash(i) ==
  /\ Started(i) /\ i \notin crashed
  /\ crashed' = crashed \cup {i}
  /\ UNCHANGED vars

CrashNext == \E i \in Member \ crashed : Crash(i) \/ (Step(i) /\ UNCHANGED crashed)

Detect(i, j) ==
  /\ i \notin crashed /\ j \in crashed
  /\ Suspect(i, j) \/ Confirm(i, j)
  /\ UNCHANGED crashed

CrashSpec ==
  /\ CrashInit
  /\ [][CrashNext]_all
  /\ \A i, j \in Member : WF_all(Detect(i, j))

Completeness ==
  \A i, j \in Member :
    j \in crashed /\ Started(i) ~> i \in crashed \/ view[i][j].status = "dead"

THEOREM CrashSpec => Completeness
=============================================================================
