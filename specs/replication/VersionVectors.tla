--------------------------- MODULE VersionVectors ---------------------------
(***************************************************************************)
(* A register that every replica may write, where concurrent writes are    *)
(* all kept, as siblings, until somebody who has read them overwrites      *)
(* them.  A version vector says of each what its writer knew.  Sources:    *)
(* Parker et al., "Detection of Mutual Inconsistency in Distributed        *)
(* Systems", 1983; DeCandia et al., "Dynamo", SOSP 2007, section 4.4.      *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Replica, Write

VARIABLES
  past,               \* past[r]: the states that r has had. Messages carry states, and may arrive late, twice or never.
  before              \* before[w]: the writes that its writer knew. Nobody needs that but the properties.

vars == <<past, before>>

Now(r) == past[r][Len(past[r])]
Vectors == [Replica -> Nat]
Siblings == [vector : Vectors, value : Write]
States == [known : SUBSET Write, siblings : SUBSET Siblings]

(* v knew all that u knew, and more. *)
Descends(v, u) == v # u /\ \A r \in Replica : v[r] >= u[r]
MaxOf(numbers) == IF numbers = {} THEN 0 ELSE CHOOSE m \in numbers : \A n \in numbers : n <= m
Joined(siblings) == [r \in Replica |-> MaxOf({s.vector[r] : s \in siblings})]
Newest(siblings) == {s \in siblings : \A t \in siblings : ~ Descends(t.vector, s.vector)}
Values(siblings) == {s.value : s \in siblings}

TypeOK ==
  /\ \A r \in Replica : \A i \in 1..Len(past[r]) :
       /\ past[r][i].known \subseteq Write
       /\ \A s \in past[r][i].siblings : s.vector \in Vectors /\ s.value \in past[r][i].known
  /\ before \in [Write -> SUBSET Write]

Init ==
  /\ past = [r \in Replica |-> <<[known |-> {}, siblings |-> {}]>>]
  /\ before = [w \in Write |-> {}]

Become(r, state) == past' = [past EXCEPT ![r] = Append(@, state)]

(* A client has read all siblings at r, and writes w instead. *)
Update(r, w) ==
  /\ \A s \in Replica : w \notin Now(s).known
  /\ LET context == Joined(Now(r).siblings)
         written == [vector |-> [context EXCEPT ![r] = @ + 1], value |-> w]
     IN  Become(r, [known |-> Now(r).known \cup {w}, siblings |-> {written}])
  /\ before' = [before EXCEPT ![w] = Now(r).known]

(* r hears of the n-th state of s. *)
Merge(r, s, n) ==
  /\ r # s
  /\ n \in 1..Len(past[s])
  /\ Become(r, [known |-> Now(r).known \cup past[s][n].known,
                siblings |-> Newest(Now(r).siblings \cup past[s][n].siblings)])
  /\ UNCHANGED before

Next ==
  \E r \in Replica :
    \/ \E w \in Write : Update(r, w)
    \/ \E s \in Replica : \E n \in 1..Len(past[s]) : Merge(r, s, n)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* Who knows the same has the same. *)
Convergence == \A r, s \in Replica : Now(r).known = Now(s).known => Now(r).siblings = Now(s).siblings

(* What is no sibling has been overwritten by somebody who knew of it. *)
NoLostUpdate ==
  \A r \in Replica : \A w \in Now(r).known :
    w \in Values(Now(r).siblings) \/ \E v \in Now(r).known : w \in before[v]

(* And what has been overwritten is no sibling. *)
NoFalseSibling == \A r \in Replica : \A w \in Values(Now(r).siblings) : \A v \in Now(r).known : w \notin before[v]

THEOREM Spec => [](TypeOK /\ Convergence /\ NoLostUpdate /\ NoFalseSibling)
=============================================================================
