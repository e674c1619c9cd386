----------------------------- MODULE TwoPhase -----------------------------
(***************************************************************************)
(* Two-phase commit: a transaction manager (TM) asks nobody; each resource *)
(* manager (RM) prepares when it likes and says so, the TM commits once it *)
(* has heard from every one of them, or aborts.                            *)
(*                                                                         *)
(* Source: Gray and Lamport, "Consensus on Transaction Commit", ACM TODS   *)
(* 31(1), 2006, section 3.  Actions, variables and values are the paper's. *)
(*                                                                         *)
(* What is not here, and why.  msgs only grows: a message that is never    *)
(* received was lost, one received twice was duplicated, so neither needs  *)
(* an action.  Nothing restarts: the votes and the decision rest on stable *)
(* storage, so to everybody else a crash and a recovery are only slowness. *)
(* The implementation has to earn both.                                    *)
(***************************************************************************)
CONSTANT RM           \* The set of participating resource managers.

VARIABLES
  rmState,            \* rmState[rm] is the state of resource manager rm.
  tmState,            \* The state of the transaction manager.
  tmPrepared,         \* The RMs from which the TM has received "Prepared".
  msgs                \* Every message that was ever sent.

vars == <<rmState, tmState, tmPrepared, msgs>>

Message == [type : {"Prepared"}, rm : RM] \cup [type : {"Commit", "Abort"}]

TPTypeOK ==
  /\ rmState \in [RM -> {"working", "prepared", "committed", "aborted"}]
  /\ tmState \in {"init", "done"}
  /\ tmPrepared \subseteq RM
  /\ msgs \subseteq Message

TPInit ==
  /\ rmState = [rm \in RM |-> "working"]
  /\ tmState = "init"
  /\ tmPrepared = {}
  /\ msgs = {}
-----------------------------------------------------------------------------
(* The transaction manager receives a vote from rm. *)
TMRcvPrepared(rm) ==
  /\ tmState = "init"
  /\ [type |-> "Prepared", rm |-> rm] \in msgs
  /\ tmPrepared' = tmPrepared \cup {rm}
  /\ UNCHANGED <<rmState, tmState, msgs>>

(* It has every vote and commits. *)
TMCommit ==
  /\ tmState = "init"
  /\ tmPrepared = RM
  /\ tmState' = "done"
  /\ msgs' = msgs \cup {[type |-> "Commit"]}
  /\ UNCHANGED <<rmState, tmPrepared>>

(* It may abort as long as it has not decided. *)
TMAbort ==
  /\ tmState = "init"
  /\ tmState' = "done"
  /\ msgs' = msgs \cup {[type |-> "Abort"]}
  /\ UNCHANGED <<rmState, tmPrepared>>
-----------------------------------------------------------------------------
(* A resource manager prepares, and with that promises to do as it is told. *)
RMPrepare(rm) ==
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "prepared"]
  /\ msgs' = msgs \cup {[type |-> "Prepared", rm |-> rm]}
  /\ UNCHANGED <<tmState, tmPrepared>>

(* Before that it may abort of its own accord; it need not tell. *)
RMChooseToAbort(rm) ==
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ UNCHANGED <<tmState, tmPrepared, msgs>>

RMRcvCommitMsg(rm) ==
  /\ [type |-> "Commit"] \in msgs
  /\ rmState' = [rmState EXCEPT ![rm] = "committed"]
  /\ UNCHANGED <<tmState, tmPrepared, msgs>>

RMRcvAbortMsg(rm) ==
  /\ [type |-> "Abort"] \in msgs
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ UNCHANGED <<tmState, tmPrepared, msgs>>
-----------------------------------------------------------------------------
TPNext ==
  \/ TMCommit
  \/ TMAbort
  \/ \E rm \in RM :
       \/ TMRcvPrepared(rm)
       \/ RMPrepare(rm)
       \/ RMChooseToAbort(rm)
       \/ RMRcvCommitMsg(rm)
       \/ RMRcvAbortMsg(rm)

TPSpec == TPInit /\ [][TPNext]_vars
-----------------------------------------------------------------------------
(* Two-phase commit is a way to commit a transaction: it refines the       *)
(* specification of what that means, step by step.                         *)
TC == INSTANCE TransactionCommit

TPConsistent == TC!TCConsistent
TPRefinement == TC!TCSpec

THEOREM TPSpec => [](TPTypeOK /\ TPConsistent) /\ TPRefinement
=============================================================================
