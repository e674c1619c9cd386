---------------------------- MODULE ThreePhase ----------------------------
(***************************************************************************)
(* Three-phase commit: between the votes and the commit everybody learns   *)
(* that all have voted for it (PreCommit), so that the survivors of any    *)
(* crashes can end the transaction: nobody commits while somebody is still *)
(* uncertain.                                                              *)
(*                                                                         *)
(* Source: Skeen, "Nonblocking Commit Protocols", SIGMOD 1981; with the    *)
(* termination protocol of Bernstein, Hadzilacos & Goodman, "Concurrency   *)
(* Control and Recovery in Database Systems", 1987, section 7.5 (rules TR1 *)
(* to TR4); names of TwoPhase.tla.                                         *)
(*                                                                         *)
(* All of it rests on a synchronous network: who does not answer in time   *)
(* has crashed.  With Synchronous = TRUE only the crashed are suspected,   *)
(* and three-phase commit is a way to commit a transaction, and never      *)
(* blocks.  With FALSE anybody may be suspected, as in a network that      *)
(* partitions: it still does not block, and splits.                        *)
(*                                                                         *)
(* msgs only grows, as in TwoPhase.tla.  Who has crashed may come back, but *)
(* then only learns what the others have decided.                          *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS
  RM,                 \* The set of participating resource managers.
  TM,                 \* The transaction manager.
  Epoch,              \* Numbers from 1 on: each coordinator that takes over uses one of its own. The TM's is 0.
  Synchronous

VARIABLES
  rmState,            \* rmState[rm] is the state of resource manager rm.
  tmState,            \* The state of the transaction manager.
  heeds,              \* heeds[rm]: the epoch of the coordinator to which rm listens.
  crashed,            \* Those that have crashed at least once.
  msgs                \* Every message that was ever sent.

vars == <<rmState, tmState, heeds, crashed, msgs>>

Undecided == {"working", "prepared", "precommitted"}
Message ==
  [type : {"Prepared"}, rm : RM]
    \cup [type : {"PreCommit"}, epoch : Epoch \cup {0}]
    \cup [type : {"Ack"}, rm : RM, epoch : Epoch \cup {0}]
    \cup [type : {"StateReq"}, rm : RM, epoch : Epoch]
    \cup [type : {"State"}, rm : RM, epoch : Epoch, state : {"prepared", "precommitted"}]
    \cup [type : {"Commit", "Abort"}]

TypeOK ==
  /\ rmState \in [RM -> Undecided \cup {"committed", "aborted"}]
  /\ tmState \in {"init", "precommitted", "committed", "aborted"}
  /\ heeds \in [RM -> Epoch \cup {0}]
  /\ crashed \subseteq RM \cup {TM}
  /\ msgs \subseteq Message

Init ==
  /\ rmState = [rm \in RM |-> "working"]
  /\ tmState = "init"
  /\ heeds = [rm \in RM |-> 0]
  /\ crashed = {}
  /\ msgs = {}

Send(m) == msgs' = msgs \cup {m}
Commit == [type |-> "Commit"]
Abort == [type |-> "Abort"]

(* A time-out has gone by without a word from n. *)
Suspects(n) == ~Synchronous \/ n \in crashed
-----------------------------------------------------------------------------
(* n crashes. If it comes back it takes no part in deciding any more. *)
Crash(n) ==
  /\ crashed' = crashed \cup {n}
  /\ UNCHANGED <<rmState, tmState, heeds, msgs>>

(* The transaction manager has every vote: now all shall learn that. *)
TMPreCommit ==
  /\ TM \notin crashed
  /\ tmState = "init"
  /\ \A rm \in RM : [type |-> "Prepared", rm |-> rm] \in msgs
  /\ tmState' = "precommitted"
  /\ Send([type |-> "PreCommit", epoch |-> 0])
  /\ UNCHANGED <<rmState, heeds, crashed>>

(* Everybody who is alive has learned it. *)
Acknowledged(epoch, self) ==
  \A rm \in RM \ {self} : [type |-> "Ack", rm |-> rm, epoch |-> epoch] \in msgs \/ Suspects(rm)

TMCommit ==
  /\ TM \notin crashed
  /\ tmState = "precommitted"
  /\ Acknowledged(0, TM)
  /\ tmState' = "committed"
  /\ Send(Commit)
  /\ UNCHANGED <<rmState, heeds, crashed>>

TMAbort ==
  /\ TM \notin crashed
  /\ tmState = "init"
  /\ tmState' = "aborted"
  /\ Send(Abort)
  /\ UNCHANGED <<rmState, heeds, crashed>>

TMRcvCommitMsg ==
  /\ Commit \in msgs
  /\ tmState \in {"init", "precommitted"}
  /\ tmState' = "committed"
  /\ UNCHANGED <<rmState, heeds, crashed, msgs>>

TMRcvAbortMsg ==
  /\ Abort \in msgs
  /\ tmState \in {"init", "precommitted"}
  /\ tmState' = "aborted"
  /\ UNCHANGED <<rmState, heeds, crashed, msgs>>
-----------------------------------------------------------------------------
RMPrepare(rm) ==
  /\ rm \notin crashed
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "prepared"]
  /\ Send([type |-> "Prepared", rm |-> rm])
  /\ UNCHANGED <<tmState, heeds, crashed>>

(* Who has not voted may abort, and whoever asks is told. *)
RMChooseToAbort(rm) ==
  /\ rmState[rm] = "working"
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ Send(Abort)
  /\ UNCHANGED <<tmState, heeds, crashed>>

(* Only the newest coordinator is listened to: what an older one has sent may be undone already. *)
RMRcvPreCommit(rm, epoch) ==
  /\ rm \notin crashed
  /\ [type |-> "PreCommit", epoch |-> epoch] \in msgs
  /\ heeds[rm] = epoch
  /\ rmState[rm] \in {"prepared", "precommitted"}
  /\ rmState' = [rmState EXCEPT ![rm] = "precommitted"]
  /\ Send([type |-> "Ack", rm |-> rm, epoch |-> epoch])
  /\ UNCHANGED <<tmState, heeds, crashed>>

RMRcvCommitMsg(rm) ==
  /\ Commit \in msgs
  /\ rmState[rm] \in Undecided
  /\ rmState' = [rmState EXCEPT ![rm] = "committed"]
  /\ UNCHANGED <<tmState, heeds, crashed, msgs>>

RMRcvAbortMsg(rm) ==
  /\ Abort \in msgs
  /\ rmState[rm] \in Undecided
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ UNCHANGED <<tmState, heeds, crashed, msgs>>
-----------------------------------------------------------------------------
(* The termination protocol. *)

Coordinator(epoch) == IF epoch = 0 THEN TM ELSE (CHOOSE m \in msgs : m.type = "StateReq" /\ m.epoch = epoch).rm
StateOf(rm, epoch) == [type |-> "State", rm |-> rm, epoch |-> epoch, state |-> rmState[rm]]

(* rm has voted, and suspects the coordinator: it takes over and asks everybody's state, itself first. *)
TakeOver(rm, epoch) ==
  /\ rm \notin crashed
  /\ rmState[rm] \in {"prepared", "precommitted"}
  /\ epoch > heeds[rm]
  /\ ~ \E m \in msgs : m.type = "StateReq" /\ m.epoch = epoch
  /\ Suspects(Coordinator(heeds[rm]))
  /\ heeds' = [heeds EXCEPT ![rm] = epoch]
  /\ msgs' = msgs \cup {[type |-> "StateReq", rm |-> rm, epoch |-> epoch], StateOf(rm, epoch)}
  /\ UNCHANGED <<rmState, tmState, crashed>>

(* Who is asked listens to nobody older from now on. Who has decided says that instead (TR1, TR2): it is a decision received. *)
SendState(rm, epoch) ==
  /\ rm \notin crashed
  /\ \E m \in msgs : m.type = "StateReq" /\ m.epoch = epoch
  /\ epoch > heeds[rm]
  /\ rmState[rm] \in {"prepared", "precommitted"}
  /\ heeds' = [heeds EXCEPT ![rm] = epoch]
  /\ Send(StateOf(rm, epoch))
  /\ UNCHANGED <<rmState, tmState, crashed>>

States(epoch) == {m \in msgs : m.type = "State" /\ m.epoch = epoch}

(* rm coordinates, and has heard from everybody who is alive. *)
HasHeard(rm, epoch) ==
  /\ rm \notin crashed
  /\ [type |-> "StateReq", rm |-> rm, epoch |-> epoch] \in msgs
  /\ heeds[rm] = epoch
  /\ rmState[rm] \in {"prepared", "precommitted"}
  /\ \A r \in RM : (\E m \in States(epoch) : m.rm = r) \/ Suspects(r)

(* TR3: all are uncertain, so nobody can have committed. The answer of one that is taken for dead may have been lost with it. *)
TerminateAbort(rm, epoch) ==
  /\ HasHeard(rm, epoch)
  /\ rmState[rm] = "prepared"
  /\ \A m \in States(epoch) : m.state = "prepared" \/ Suspects(m.rm)
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ Send(Abort)
  /\ UNCHANGED <<tmState, heeds, crashed>>

(* TR4: somebody knows that all have voted for it: first all shall. *)
TerminatePreCommit(rm, epoch) ==
  /\ HasHeard(rm, epoch)
  /\ \E m \in States(epoch) : m.state = "precommitted"
  /\ rmState' = [rmState EXCEPT ![rm] = "precommitted"]
  /\ Send([type |-> "PreCommit", epoch |-> epoch])
  /\ UNCHANGED <<tmState, heeds, crashed>>

TerminateCommit(rm, epoch) ==
  /\ rm \notin crashed
  /\ [type |-> "StateReq", rm |-> rm, epoch |-> epoch] \in msgs
  /\ [type |-> "PreCommit", epoch |-> epoch] \in msgs
  /\ heeds[rm] = epoch
  /\ rmState[rm] = "precommitted"
  /\ Acknowledged(epoch, rm)
  /\ rmState' = [rmState EXCEPT ![rm] = "committed"]
  /\ Send(Commit)
  /\ UNCHANGED <<tmState, heeds, crashed>>

(* All have crashed and come back, the last to fail among them, and none of them has committed. *)
DecideAfterTotalFailure(rm) ==
  /\ crashed = RM \cup {TM}
  /\ tmState # "committed"
  /\ \A r \in RM : rmState[r] # "committed"
  /\ rmState[rm] \in Undecided
  /\ rmState' = [rmState EXCEPT ![rm] = "aborted"]
  /\ Send(Abort)
  /\ UNCHANGED <<tmState, heeds, crashed>>
-----------------------------------------------------------------------------
(* All but the crashes: what the protocol does to come to an end. *)
Progress ==
  \/ TMPreCommit
  \/ TMCommit
  \/ TMAbort
  \/ TMRcvCommitMsg
  \/ TMRcvAbortMsg
  \/ \E rm \in RM :
       \/ RMPrepare(rm)
       \/ RMChooseToAbort(rm)
       \/ RMRcvCommitMsg(rm)
       \/ RMRcvAbortMsg(rm)
       \/ DecideAfterTotalFailure(rm)
       \/ \E epoch \in Epoch \cup {0} : RMRcvPreCommit(rm, epoch)
       \/ \E epoch \in Epoch :
            \/ TakeOver(rm, epoch)
            \/ SendState(rm, epoch)
            \/ TerminateAbort(rm, epoch)
            \/ TerminatePreCommit(rm, epoch)
            \/ TerminateCommit(rm, epoch)

Next == Progress \/ \E n \in RM \cup {TM} : Crash(n)

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ WF_vars(Progress)
-----------------------------------------------------------------------------
(* Who knows that all have voted for it, but no more, is prepared. *)
TC == INSTANCE TransactionCommit
        WITH rmState <- [rm \in RM |-> IF rmState[rm] = "precommitted" THEN "prepared" ELSE rmState[rm]]

Consistent == TC!TCConsistent

(* Skeen's reason why it does not block: while somebody alive is uncertain, nobody has committed. *)
NobodyAheadOfTheUncertain ==
  (\E rm \in RM : rm \notin crashed /\ rmState[rm] \in {"working", "prepared"})
    => tmState # "committed" /\ \A rm \in RM : rmState[rm] # "committed"

(* Both only where Synchronous. *)
Refinement == TC!TCSpec
NonBlocking == \A rm \in RM : <>(rmState[rm] \in {"committed", "aborted"} \/ rm \in crashed)

THEOREM Synchronous => /\ Spec => [](TypeOK /\ Consistent /\ NobodyAheadOfTheUncertain) /\ Refinement
                       /\ FairSpec => NonBlocking
=============================================================================
