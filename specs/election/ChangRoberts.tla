---------------------------- MODULE ChangRoberts ----------------------------
(***************************************************************************)
(* Election on a ring: each process sends its number to the next; of the   *)
(* numbers only larger ones are passed on, so that only the largest comes  *)
(* round, and whoever gets its own number back leads.                      *)
(*                                                                         *)
(* Source: Chang & Roberts, "An Improved Algorithm for Decentralized       *)
(* Extrema-Finding in Circular Configurations of Processes", CACM 22(5),   *)
(* 1979.  There the winner is left to tell the others; here it does so by  *)
(* a second message, which goes round once.                                *)
(*                                                                         *)
(* What is not here, and why.  msgs only grows: a message never received   *)
(* was lost, one received twice was sent again.  A number that is          *)
(* swallowed changes nothing, and needs no action.  A process that is gone *)
(* for good cuts the ring; the algorithm has no answer to that.            *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Ring,               \* The processes as a sequence; the last one's neighbour is the first.
  Number,             \* Number[i]: all different, else known to i alone.
  None

VARIABLES
  participant,        \* participant[i]: i has sent a number on, and knows of no leader since.
  leader,             \* leader[i]: whom i takes for the leader, or None.  Forgotten in a crash, as participant is.
  msgs                \* Every message that was ever sent: [type, of, to].

vars == <<participant, leader, msgs>>

Process == {Ring[k] : k \in DOMAIN Ring}
Neighbour(i) ==
  LET place == CHOOSE k \in DOMAIN Ring : Ring[k] = i
  IN  Ring[(place % Len(Ring)) + 1]

Message(type, of, to) == [type |-> type, of |-> of, to |-> to]

Init ==
  /\ participant = [i \in Process |-> FALSE]
  /\ leader = [i \in Process |-> None]
  /\ msgs = {}
-----------------------------------------------------------------------------
(* i wants to know who leads; or a smaller number has come by, and i, which has not sent its own, does so. *)
Start(i) ==
  /\ ~ participant[i]
  /\ participant' = [participant EXCEPT ![i] = TRUE]
  /\ msgs' = msgs \cup {Message("candidate", i, Neighbour(i))}
  /\ UNCHANGED leader

(* A larger number than its own comes by. *)
Forward(i, j) ==
  /\ Message("candidate", j, i) \in msgs
  /\ Number[j] > Number[i]
  /\ participant' = [participant EXCEPT ![i] = TRUE]
  /\ msgs' = msgs \cup {Message("candidate", j, Neighbour(i))}
  /\ UNCHANGED leader

(* Its own number has come round: all others are smaller. *)
Lead(i) ==
  /\ Message("candidate", i, i) \in msgs
  /\ participant' = [participant EXCEPT ![i] = FALSE]
  /\ leader' = [leader EXCEPT ![i] = i]
  /\ msgs' = msgs \cup {Message("elected", i, Neighbour(i))}

(* i hears that j leads, and says so to the next. *)
Follow(i, j) ==
  /\ Message("elected", j, i) \in msgs
  /\ i # j
  /\ participant' = [participant EXCEPT ![i] = FALSE]
  /\ leader' = [leader EXCEPT ![i] = j]
  /\ msgs' = msgs \cup {Message("elected", j, Neighbour(i))}

Restart(i) ==
  /\ participant' = [participant EXCEPT ![i] = FALSE]
  /\ leader' = [leader EXCEPT ![i] = None]
  /\ UNCHANGED msgs
-----------------------------------------------------------------------------
Step(i) == Start(i) \/ Lead(i) \/ \E j \in Process : Forward(i, j) \/ Follow(i, j)

Spec == Init /\ [][\E i \in Process : Step(i) \/ Restart(i)]_vars

(* Without crashes, and with whatever was sent received in the end. *)
Elect(i) ==
  \/ (leader[i] = None /\ Start(i))
  \/ Lead(i)
  \/ \E j \in Process : Forward(i, j) \/ Follow(i, j)

FairSpec ==
  /\ Init /\ [][\E i \in Process : Elect(i)]_vars
  /\ \A i \in Process : WF_vars(leader[i] = None /\ Start(i)) /\ WF_vars(leader[i] # i /\ Lead(i))
  /\ \A i, j \in Process : WF_vars(Forward(i, j)) /\ WF_vars(leader[i] # j /\ Follow(i, j))
-----------------------------------------------------------------------------
TypeOK ==
  /\ participant \in [Process -> BOOLEAN]
  /\ leader \in [Process -> Process \cup {None}]
  /\ msgs \subseteq [type : {"candidate", "elected"}, of : Process, to : Process]

AtMostOneLeader == \A i, j \in Process : leader[i] = i /\ leader[j] = j => i = j

(* Extrema-finding: whoever has an answer has the right one. *)
LargestLeads == \A i, j \in Process : leader[i] # None => Number[leader[i]] >= Number[j]

EventuallyAllKnow == <>[](\A i \in Process : leader[i] # None)

THEOREM Spec => [](TypeOK /\ AtMostOneLeader /\ LargestLeads)
THEOREM FairSpec => EventuallyAllKnow
=============================================================================
