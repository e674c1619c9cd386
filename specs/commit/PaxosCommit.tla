---------------------------- MODULE PaxosCommit ----------------------------
(***************************************************************************)
(* Paxos Commit: each resource manager's vote is the decree of an instance *)
(* of Paxos, and the transaction commits if every instance has chosen      *)
(* "prepared".  There is no transaction manager whom all must wait for:    *)
(* whoever leads a ballot can find out, or settle, what a silent resource  *)
(* manager has voted.                                                      *)
(*                                                                         *)
(* Source: Gray and Lamport, "Consensus on Transaction Commit", ACM TODS   *)
(* 31(1), 2006, section 4 and the appendix; actions and messages have the  *)
(* paper's names.  Ballot 0 is each resource manager's own: it has no      *)
(* phase 1, and its phase 2a is the vote itself.                           *)
(*                                                                         *)
(* msgs only grows, and what an acceptor says rests on stable storage, as  *)
(* in Paxos.tla.                                                           *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  RM,                 \* The set of participating resource managers.
  Acceptor,
  Ballot              \* Numbers from 0 on; those from 1 on are shared out among the leaders.

Quorum == {Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Cardinality(Acceptor)}
ASSUME Ballot \subseteq Nat /\ 0 \in Ballot

VARIABLES
  rmState,            \* rmState[rm] is the state of resource manager rm.
  aState,             \* aState[ins][acc]: [mbal, bal, val], the state of acceptor acc in the instance of ins.
  msgs                \* Every message that was ever sent.

vars == <<rmState, aState, msgs>>

Votes == {"prepared", "aborted"}
Message ==
  [type : {"phase1a"}, ins : RM, bal : Ballot \ {0}]
    \cup [type : {"phase1b"}, ins : RM, mbal : Ballot, bal : Ballot \cup {-1}, val : Votes \cup {"none"}, acc : Acceptor]
    \cup [type : {"phase2a"}, ins : RM, bal : Ballot, val : Votes]
    \cup [type : {"phase2b"}, ins : RM, bal : Ballot, val : Votes, acc : Acceptor]
    \cup [type : {"Commit", "Abort"}]

PCTypeOK ==
  /\ rmState \in [RM -> {"working", "prepared", "committed", "aborted"}]
  /\ aState \in [RM -> [Acceptor -> [mbal : Ballot, bal : Ballot \cup {-1}, val : Votes \cup {"none"}]]]
  /\ msgs \subseteq Message

PCInit ==
  /\ rmState = [rm \in RM |-> "working"]
  /\ aState = [ins \in RM |-> [acc \in Acceptor |-> [mbal |-> 0, bal |-> -1, val |-> "none"]]]
  /\ msgs = {}

Send(m) == msgs' = msgs \cup {m}
-----------------------------------------------------------------------------
(* The vote of a resource manager: phase 2a of its ballot 0. *)
RMPrepare(rm) ==
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "prepared"]
  /\ Send([type |-> "phase2a", ins |-> rm, bal |-> 0, val |-> "prepared"])
  /\ UNCHANGED aState

RMChooseToAbort(rm) ==
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ Send([type |-> "phase2a", ins |-> rm, bal |-> 0, val |-> "aborted"])
  /\ UNCHANGED aState

RMRcvCommitMsg(rm) ==
  /\ [type |-> "Commit"] \in msgs
  /\ rmState' = [rmState EXCEPT ![rm] = "committed"]
  /\ UNCHANGED <<aState, msgs>>

RMRcvAbortMsg(rm) ==
  /\ [type |-> "Abort"] \in msgs
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ UNCHANGED <<aState, msgs>>
-----------------------------------------------------------------------------
(* A leader has not heard how rm voted: it begins a ballot in that instance. *)
Phase1a(bal, rm) ==
  /\ bal > 0
  /\ Send([type |-> "phase1a", ins |-> rm, bal |-> bal])
  /\ UNCHANGED <<rmState, aState>>

Phase1b(acc, rm, bal) ==
  /\ [type |-> "phase1a", ins |-> rm, bal |-> bal] \in msgs
  /\ aState[rm][acc].mbal < bal
  /\ aState' = [aState EXCEPT ![rm][acc].mbal = bal]
  /\ Send([type |-> "phase1b", ins |-> rm, mbal |-> bal, bal |-> aState[rm][acc].bal,
           val |-> aState[rm][acc].val, acc |-> acc])
  /\ UNCHANGED rmState

(* Where some acceptor of the quorum has accepted a vote the leader goes on with that of the largest ballot; where none has, *)
(* the resource manager has been silent, and its vote is "aborted". *)
SafeVote(bal, rm, val) ==
  \E Q \in Quorum :
    LET answers == {m \in msgs : m.type = "phase1b" /\ m.ins = rm /\ m.mbal = bal /\ m.acc \in Q}
        accepted == {m \in answers : m.bal # -1}
    IN  /\ \A acc \in Q : \E m \in answers : m.acc = acc
        /\ IF accepted = {}
           THEN val = "aborted"
           ELSE \E m \in accepted : m.val = val /\ \A n \in accepted : n.bal <= m.bal

Phase2a(bal, rm, val) ==
  /\ bal > 0
  /\ ~ \E m \in msgs : m.type = "phase2a" /\ m.ins = rm /\ m.bal = bal
  /\ SafeVote(bal, rm, val)
  /\ Send([type |-> "phase2a", ins |-> rm, bal |-> bal, val |-> val])
  /\ UNCHANGED <<rmState, aState>>

Phase2b(acc, rm, bal, val) ==
  /\ [type |-> "phase2a", ins |-> rm, bal |-> bal, val |-> val] \in msgs
  /\ aState[rm][acc].mbal <= bal
  /\ aState' = [aState EXCEPT ![rm][acc] = [mbal |-> bal, bal |-> bal, val |-> val]]
  /\ Send([type |-> "phase2b", ins |-> rm, bal |-> bal, val |-> val, acc |-> acc])
  /\ UNCHANGED rmState

(* A majority has accepted this vote of rm in one ballot: it is chosen. *)
ChosenAt(rm, bal, val) ==
  {acc \in Acceptor : [type |-> "phase2b", ins |-> rm, bal |-> bal, val |-> val, acc |-> acc] \in msgs} \in Quorum
Ballots(rm) == {m.bal : m \in {n \in msgs : n.type = "phase2a" /\ n.ins = rm}}
Chosen(rm, val) == \E bal \in Ballots(rm) : ChosenAt(rm, bal, val)

DecideCommit ==
  /\ \A rm \in RM : Chosen(rm, "prepared")
  /\ Send([type |-> "Commit"])
  /\ UNCHANGED <<rmState, aState>>

DecideAbort ==
  /\ \E rm \in RM : Chosen(rm, "aborted")
  /\ Send([type |-> "Abort"])
  /\ UNCHANGED <<rmState, aState>>
-----------------------------------------------------------------------------
PCNext ==
  \/ DecideCommit
  \/ DecideAbort
  \/ \E rm \in RM :
       \/ RMPrepare(rm)
       \/ RMChooseToAbort(rm)
       \/ RMRcvCommitMsg(rm)
       \/ RMRcvAbortMsg(rm)
  \/ \E bal \in Ballot : \E rm \in RM :
       \/ Phase1a(bal, rm)
       \/ \E val \in Votes : Phase2a(bal, rm, val)
       \/ \E acc \in Acceptor :
            \/ Phase1b(acc, rm, bal)
            \/ \E val \in Votes : Phase2b(acc, rm, bal, val)

PCSpec == PCInit /\ [][PCNext]_vars
-----------------------------------------------------------------------------
(* Each instance chooses one vote. *)
OneVote == \A rm \in RM : ~ (Chosen(rm, "prepared") /\ Chosen(rm, "aborted"))

OneValuePerBallot ==
  \A m, n \in msgs : m.type = "phase2a" /\ n.type = "phase2a" /\ m.ins = n.ins /\ m.bal = n.bal => m.val = n.val

TC == INSTANCE TransactionCommit
PCConsistent == TC!TCConsistent
PCRefinement == TC!TCSpec

THEOREM PCSpec => [](PCTypeOK /\ PCConsistent /\ OneVote /\ OneValuePerBallot) /\ PCRefinement
=============================================================================
