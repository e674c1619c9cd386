----------------------------- MODULE MultiPaxos -----------------------------
(***************************************************************************)
(* Paxos for one decree after another: a leader asks for promises once,    *)
(* for all slots, and then for votes slot by slot.                         *)
(*                                                                         *)
(* Source: Lamport, "Paxos Made Simple", 2001, section 3; its instances    *)
(* are called slots here, as in van Renesse & Altinbuken, "Paxos Made      *)
(* Moderately Complex", 2015.                                              *)
(*                                                                         *)
(* What is not here, and why: as in Paxos.tla, of which this is one for    *)
(* each slot with a common phase 1.  Who stands for leader and when,       *)
(* heartbeats, and by whose word a server learns what is chosen are        *)
(* matters of speed: Learn asks what was voted, not who told.              *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Server,             \* Each is leader at times, acceptor, learner and state machine.
  Value,              \* What clients may propose.
  NoOp,               \* What fills a gap.
  Slot,               \* 1 .. n for some n.
  Ballot,             \* Numbers from 0 on, shared out among the servers.
  None                \* No value.

Quorum == {Q \in SUBSET Server : 2 * Cardinality(Q) > Cardinality(Server)}
ASSUME Ballot \subseteq Nat /\ Slot \subseteq Nat \ {0} /\ {NoOp, None} \cap Value = {}

VARIABLES
  messages,           \* Every message that was ever sent.
  proposed,           \* The values that clients have proposed.
  promised,           \* promised[a]: server a takes part in no ballot below; -1 at first. Durable, as is
  accepted,           \* accepted[a][s]: its last vote in slot s, as [ballot, value].
  learned,            \* learned[l][s]: what server l knows to be chosen in slot s.
  executed            \* executed[l]: the slots up to this one are carried out.

vars == <<messages, proposed, promised, accepted, learned, executed>>
durable == <<promised, accepted>>

Nothing == [ballot |-> -1, value |-> None]
Votes == {m \in messages : m.type = "accepted"}

Init ==
  /\ messages = {}
  /\ proposed = {}
  /\ promised = [a \in Server |-> -1]
  /\ accepted = [a \in Server |-> [s \in Slot |-> Nothing]]
  /\ learned = [l \in Server |-> [s \in Slot |-> None]]
  /\ executed = [l \in Server |-> 0]

Send(m) == messages' = messages \cup {m}
-----------------------------------------------------------------------------
(* A client hands a value to some server. *)
Propose(v) ==
  /\ proposed' = proposed \cup {v}
  /\ UNCHANGED <<messages, durable, learned, executed>>

(* A server comes back with what was durable, and learns and carries out everything anew. *)
Restart(l) ==
  /\ learned' = [learned EXCEPT ![l] = [s \in Slot |-> None]]
  /\ executed' = [executed EXCEPT ![l] = 0]
  /\ UNCHANGED <<messages, proposed, durable>>

(* The owner of ballot b wants to lead. *)
Phase1a(b) ==
  /\ Send([type |-> "prepare", ballot |-> b])
  /\ UNCHANGED <<proposed, durable, learned, executed>>

(* One promise for all slots, with the last vote in each. *)
Phase1b(a, b) ==
  /\ [type |-> "prepare", ballot |-> b] \in messages
  /\ b > promised[a]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ Send([type |-> "promise", ballot |-> b, from |-> a, accepted |-> accepted[a]])
  /\ UNCHANGED <<proposed, accepted, learned, executed>>

(* As in Paxos, for one slot. *)
ShowsSafe(b, s, v) ==
  \E Q \in Quorum :
    LET promises == {m \in messages : m.type = "promise" /\ m.ballot = b /\ m.from \in Q}
        voted == {m \in promises : m.accepted[s].ballot # -1}
    IN  /\ \A a \in Q : \E m \in promises : m.from = a
        /\ \/ voted = {}
           \/ \E m \in voted : /\ m.accepted[s].value = v
                               /\ \A n \in voted : n.accepted[s].ballot <= m.accepted[s].ballot

(* The leader of ballot b asks for votes: one value in a slot. Where it need not finish what others have begun it may ask *)
(* for a client's value, or fill the gap. *)
Phase2a(b, s, v) ==
  /\ ~ \E m \in messages : m.type = "accept" /\ m.ballot = b /\ m.slot = s
  /\ v \in proposed \cup {NoOp}
  /\ ShowsSafe(b, s, v)
  /\ Send([type |-> "accept", ballot |-> b, slot |-> s, value |-> v])
  /\ UNCHANGED <<proposed, durable, learned, executed>>

Phase2b(a, b, s, v) ==
  /\ [type |-> "accept", ballot |-> b, slot |-> s, value |-> v] \in messages
  /\ b >= promised[a]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ accepted' = [accepted EXCEPT ![a][s] = [ballot |-> b, value |-> v]]
  /\ Send([type |-> "accepted", ballot |-> b, slot |-> s, value |-> v, from |-> a])
  /\ UNCHANGED <<proposed, learned, executed>>

VotedFor(a, b, s, v) == [type |-> "accepted", ballot |-> b, slot |-> s, value |-> v, from |-> a] \in messages

Learn(l, b, s, v) ==
  /\ {a \in Server : VotedFor(a, b, s, v)} \in Quorum
  /\ learned' = [learned EXCEPT ![l][s] = v]
  /\ UNCHANGED <<messages, proposed, durable, executed>>

(* The state machine carries out the next command, and never leaps over a gap. *)
Execute(l, s) ==
  /\ s = executed[l] + 1
  /\ learned[l][s] # None
  /\ executed' = [executed EXCEPT ![l] = s]
  /\ UNCHANGED <<messages, proposed, durable, learned>>
-----------------------------------------------------------------------------
Next ==
  \/ \E v \in Value : Propose(v)
  \/ \E l \in Server :
       \/ Restart(l)
       \/ \E s \in Slot : Execute(l, s)
  \/ \E b \in Ballot :
       \/ Phase1a(b)
       \/ \E a \in Server : Phase1b(a, b)
       \/ \E s \in Slot : \E v \in Value \cup {NoOp} :
            \/ Phase2a(b, s, v)
            \/ \E a \in Server : Phase2b(a, b, s, v)
            \/ \E l \in Server : Learn(l, b, s, v)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
Vote == [ballot : Ballot, value : Value \cup {NoOp}] \cup {Nothing}

Message ==
  [type : {"prepare"}, ballot : Ballot]
    \cup [type : {"promise"}, ballot : Ballot, from : Server, accepted : [Slot -> Vote]]
    \cup [type : {"accept"}, ballot : Ballot, slot : Slot, value : Value \cup {NoOp}]
    \cup [type : {"accepted"}, ballot : Ballot, slot : Slot, value : Value \cup {NoOp}, from : Server]

TypeOK ==
  /\ messages \subseteq Message
  /\ proposed \subseteq Value
  /\ promised \in [Server -> Ballot \cup {-1}]
  /\ accepted \in [Server -> [Slot -> Vote]]
  /\ learned \in [Server -> [Slot -> Value \cup {NoOp, None}]]
  /\ executed \in [Server -> Slot \cup {0}]

(* What a majority has voted for in some ballot. *)
chosen == [s \in Slot |-> {m.value : m \in {n \in Votes :
             n.slot = s /\ {a \in Server : VotedFor(a, n.ballot, s, n.value)} \in Quorum}}]

(* At most one value is chosen in a slot, and only what is chosen is learned. *)
Agreement ==
  /\ \A s \in Slot : Cardinality(chosen[s]) <= 1
  /\ \A l \in Server, s \in Slot : learned[l][s] \in chosen[s] \cup {None}

Validity == \A m \in Votes : m.value \in proposed \cup {NoOp}

OneValuePerBallot == \A m, n \in Votes : m.ballot = n.ballot /\ m.slot = n.slot => m.value = n.value

(* The state machines carry out the same commands in the same order: what two have carried out is learned by both, without a *)
(* gap, and the same. *)
SameOrder ==
  \A k, l \in Server : executed[k] <= executed[l] =>
    \A s \in 1 .. executed[k] : learned[k][s] = learned[l][s] /\ learned[k][s] # None

PromiseMonotonic == [][\A a \in Server : promised'[a] >= promised[a]]_vars

D == INSTANCE Decrees WITH Value <- Value \cup {NoOp}
Refinement == D!Spec

THEOREM Spec => [](TypeOK /\ Agreement /\ Validity /\ OneValuePerBallot /\ SameOrder) /\ PromiseMonotonic /\ Refinement
=============================================================================
