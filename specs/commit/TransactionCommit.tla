------------------------ MODULE TransactionCommit ------------------------
(***************************************************************************)
(* What a commit protocol promises, with no protocol in it: each resource  *)
(* manager prepares, then all commit or all abort.                         *)
(*                                                                         *)
(* Source: Gray and Lamport, "Consensus on Transaction Commit", ACM TODS   *)
(* 31(1), 2006, section 2.  The names are the paper's.                     *)
(***************************************************************************)
CONSTANT RM         \* The set of participating resource managers.

VARIABLE rmState    \* rmState[rm] is the state of resource manager rm.
-----------------------------------------------------------------------------
TCTypeOK == rmState \in [RM -> {"working", "prepared", "committed", "aborted"}]

TCInit == rmState = [rm \in RM |-> "working"]

(* Nobody may commit before all are prepared, or after one has aborted. *)
canCommit == \A rm \in RM : rmState[rm] \in {"prepared", "committed"}
notCommitted == \A rm \in RM : rmState[rm] # "committed"
-----------------------------------------------------------------------------
Prepare(rm) ==
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "prepared"]

Decide(rm) ==
  \/ /\ rmState[rm] = "prepared"
     /\ canCommit
     /\ rmState' = [rmState EXCEPT ![rm] = "committed"]
  \/ /\ rmState[rm] \in {"working", "prepared"}
     /\ notCommitted
     /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]

TCNext == \E rm \in RM : Prepare(rm) \/ Decide(rm)

TCSpec == TCInit /\ [][TCNext]_rmState
-----------------------------------------------------------------------------
(* Atomicity: no two resource managers decide differently. *)
TCConsistent ==
  \A r1, r2 \in RM : ~ (rmState[r1] = "aborted" /\ rmState[r2] = "committed")

THEOREM TCSpec => [](TCTypeOK /\ TCConsistent)
=============================================================================
