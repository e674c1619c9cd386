------------------------------- MODULE Paxos -------------------------------
(***************************************************************************)
(* Paxos for a single decree: proposers ask acceptors, in numbered         *)
(* ballots, first for a promise and then for a vote; learners count votes. *)
(*                                                                         *)
(* Source: Lamport, "Paxos Made Simple", 2001, sections 2.2 and 2.3: the   *)
(* phases 1 (a) to 2 (b) are the actions Phase1a to Phase2b.               *)
(*                                                                         *)
(* What is not here, and why.  messages only grows: never received is      *)
(* lost, received twice is duplicated, received late is reordered.  A      *)
(* proposer has no variables: what it knows is messages it has received,   *)
(* and a ballot is its own because nobody else uses its number.  Nothing   *)
(* restarts: what an acceptor has promised and accepted, and the ballots   *)
(* that a proposer has begun, rest on stable storage.  The implementation  *)
(* has to earn both.                                                       *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptor,
  Learner,
  Value,              \* What clients may propose.
  Ballot,             \* Numbers from 0 on, shared out among the proposers.
  None                \* No value.

Quorum == {Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Cardinality(Acceptor)}
ASSUME Ballot \subseteq Nat /\ None \notin Value

VARIABLES
  messages,           \* Every message that was ever sent.
  proposed,           \* The values that clients have proposed.
  promised,           \* promised[a]: acceptor a takes part in no ballot below; -1 at first.
  accepted,           \* accepted[a]: its last vote, as [ballot, value].
  learned             \* learned[l]: what learner l knows to be chosen.

vars == <<messages, proposed, promised, accepted, learned>>

Nothing == [ballot |-> -1, value |-> None]
Votes == {m \in messages : m.type = "accepted"}

Init ==
  /\ messages = {}
  /\ proposed = {}
  /\ promised = [a \in Acceptor |-> -1]
  /\ accepted = [a \in Acceptor |-> Nothing]
  /\ learned = [l \in Learner |-> None]

Send(m) == messages' = messages \cup {m}
-----------------------------------------------------------------------------
(* A client hands a value to some proposer. *)
Propose(v) ==
  /\ proposed' = proposed \cup {v}
  /\ UNCHANGED <<messages, promised, accepted, learned>>

(* The owner of ballot b begins it: a prepare request to the acceptors. *)
Phase1a(b) ==
  /\ Send([type |-> "prepare", ballot |-> b])
  /\ UNCHANGED <<proposed, promised, accepted, learned>>

(* An acceptor promises to take part in no smaller ballot, and says how it voted last. *)
Phase1b(a, b) ==
  /\ [type |-> "prepare", ballot |-> b] \in messages
  /\ b > promised[a]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ Send([type |-> "promise", ballot |-> b, from |-> a, accepted |-> accepted[a]])
  /\ UNCHANGED <<proposed, accepted, learned>>

(* v may be asked for in ballot b: some quorum has promised, and v is what its last vote was for; without any vote the *)
(* proposer is free. *)
ShowsSafe(b, v) ==
  \E Q \in Quorum :
    LET promises == {m \in messages : m.type = "promise" /\ m.ballot = b /\ m.from \in Q}
        voted == {m \in promises : m.accepted.ballot # -1}
    IN  /\ \A a \in Q : \E m \in promises : m.from = a
        /\ \/ voted = {}
           \/ \E m \in voted : m.accepted.value = v /\ \A n \in voted : n.accepted.ballot <= m.accepted.ballot

(* The owner of ballot b asks for votes for v: one value in a ballot. *)
Phase2a(b, v) ==
  /\ ~ \E m \in messages : m.type = "accept" /\ m.ballot = b
  /\ v \in proposed
  /\ ShowsSafe(b, v)
  /\ Send([type |-> "accept", ballot |-> b, value |-> v])
  /\ UNCHANGED <<proposed, promised, accepted, learned>>

(* An acceptor votes, unless it has promised not to. *)
Phase2b(a, b, v) ==
  /\ [type |-> "accept", ballot |-> b, value |-> v] \in messages
  /\ b >= promised[a]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ accepted' = [accepted EXCEPT ![a] = [ballot |-> b, value |-> v]]
  /\ Send([type |-> "accepted", ballot |-> b, value |-> v, from |-> a])
  /\ UNCHANGED <<proposed, learned>>

(* A learner has counted a quorum of votes in one ballot. *)
Learn(l, b, v) ==
  /\ {m.from : m \in {n \in Votes : n.ballot = b /\ n.value = v}} \in Quorum
  /\ learned' = [learned EXCEPT ![l] = v]
  /\ UNCHANGED <<messages, proposed, promised, accepted>>
-----------------------------------------------------------------------------
Next ==
  \/ \E v \in Value : Propose(v)
  \/ \E b \in Ballot :
       \/ Phase1a(b)
       \/ \E a \in Acceptor : Phase1b(a, b)
       \/ \E v \in Value :
            \/ Phase2a(b, v)
            \/ \E a \in Acceptor : Phase2b(a, b, v)
            \/ \E l \in Learner : Learn(l, b, v)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
Vote == [ballot : Ballot, value : Value] \cup {Nothing}

Message ==
  [type : {"prepare"}, ballot : Ballot]
    \cup [type : {"promise"}, ballot : Ballot, from : Acceptor, accepted : Vote]
    \cup [type : {"accept"}, ballot : Ballot, value : Value]
    \cup [type : {"accepted"}, ballot : Ballot, value : Value, from : Acceptor]

TypeOK ==
  /\ messages \subseteq Message
  /\ proposed \subseteq Value
  /\ promised \in [Acceptor -> Ballot \cup {-1}]
  /\ accepted \in [Acceptor -> Vote]
  /\ learned \in [Learner -> Value \cup {None}]

votes == [a \in Acceptor |-> {<<m.ballot, m.value>> : m \in {n \in Votes : n.from = a}}]
V == INSTANCE Voting

(* At most one value is chosen in a ballot, and over all ballots. *)
Agreement ==
  /\ Cardinality(V!chosen) <= 1
  /\ \A l \in Learner : learned[l] \in V!chosen \cup {None}

(* Only a value that was proposed is voted for. *)
Validity == \A m \in Votes : m.value \in proposed

(* All votes of a ballot are for the same value. *)
OneValuePerBallot == \A m, n \in Votes : m.ballot = n.ballot => m.value = n.value

(* An acceptor keeps its promise: it has not voted above it, and what it says it accepted it did. *)
PromiseKept ==
  /\ \A a \in Acceptor : accepted[a].ballot <= promised[a]
  /\ \A m \in messages : m.type = "promise" =>
       /\ m.accepted.ballot < m.ballot
       /\ \A n \in Votes : n.from = m.from /\ n.ballot < m.ballot => n.ballot <= m.accepted.ballot

(* A promise only ever grows. *)
PromiseMonotonic == [][\A a \in Acceptor : promised'[a] >= promised[a]]_vars

VotingRefinement == V!Spec
Refinement == V!Refinement

THEOREM Spec => [](TypeOK /\ Agreement /\ Validity /\ OneValuePerBallot /\ PromiseKept)
                /\ PromiseMonotonic /\ VotingRefinement /\ Refinement
=============================================================================
