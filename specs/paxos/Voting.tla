------------------------------ MODULE Voting ------------------------------
(***************************************************************************)
(* The idea of Paxos without its messages: acceptors vote in numbered      *)
(* ballots, and a vote is cast only where no smaller ballot can choose     *)
(* anything else any more.  Who looks at whom is left open: an acceptor    *)
(* here sees everybody's votes.                                            *)
(*                                                                         *)
(* Source: Lamport, "Paxos Made Simple", 2001, section 2.2 (P1 and P2c),   *)
(* and his lectures on the refinement from consensus over voting to Paxos. *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptor,
  Value,
  Ballot                \* Numbers from 0 on.

ASSUME Ballot \subseteq Nat
Quorum == {Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Cardinality(Acceptor)}

VARIABLES
  votes,                \* votes[a]: the pairs <<ballot, value>> for which a has voted.
  promised              \* promised[a]: a votes in no ballot below this one; -1 at first.

VotedFor(a, b, v) == <<b, v>> \in votes[a]
DidNotVoteAt(a, b) == \A vote \in votes[a] : vote[1] # b
ChosenAt(b, v) == \E Q \in Quorum : \A a \in Q : VotedFor(a, b, v)

(* The values that a quorum has voted for in some ballot. *)
chosen == {v \in Value : \E b \in UNION {{vote[1] : vote \in votes[a]} : a \in Acceptor} : ChosenAt(b, v)}

(* Q shows that below b only v can be chosen, now and ever: all of Q will vote no more down there, *)
(* and the last ballot in which one of them did vote was for v (P2c). *)
ShowsSafe(Q, b, v) ==
  /\ \A a \in Q : promised[a] >= b
  /\ \E c \in -1 .. (b - 1) :
       /\ c # -1 => \E a \in Q : VotedFor(a, c, v)
       /\ \A d \in (c + 1) .. (b - 1), a \in Q : DidNotVoteAt(a, d)
-----------------------------------------------------------------------------
Init ==
  /\ votes = [a \in Acceptor |-> {}]
  /\ promised = [a \in Acceptor |-> -1]

Promise(a, b) ==
  /\ b > promised[a]
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ UNCHANGED votes

(* All votes of a ballot are for one value, and that value is safe. *)
VoteFor(a, b, v) ==
  /\ promised[a] <= b
  /\ DidNotVoteAt(a, b)
  /\ \A c \in Acceptor \ {a} : \A vote \in votes[c] : vote[1] = b => vote[2] = v
  /\ \E Q \in Quorum : ShowsSafe(Q, b, v)
  /\ votes' = [votes EXCEPT ![a] = @ \cup {<<b, v>>}]
  /\ promised' = [promised EXCEPT ![a] = b]

Next == \E a \in Acceptor, b \in Ballot : Promise(a, b) \/ \E v \in Value : VoteFor(a, b, v)

Spec == Init /\ [][Next]_<<votes, promised>>
-----------------------------------------------------------------------------
C == INSTANCE Consensus
Refinement == C!Spec

THEOREM Spec => Refinement
=============================================================================
