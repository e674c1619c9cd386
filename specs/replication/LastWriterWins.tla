--------------------------- MODULE LastWriterWins ---------------------------
(***************************************************************************)
(* A register that every replica may write, where the write with the       *)
(* latest stamp wins.  Source: Johnson & Thomas, RFC 677, 1975; Shapiro et *)
(* al., "Convergent and Commutative Replicated Data Types", 2011, 3.2.1.   *)
(*                                                                         *)
(* Replicas converge, and lose updates: of two that did not know of each   *)
(* other one is gone. What a write has seen it may always overwrite: if    *)
(* stamps are later than all that their writer has seen. A clock alone     *)
(* does not see to that.                                                   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Replica,
  Order,              \* The replicas in some order, a sequence: of equal times the later replica wins.
  Write,
  None

VARIABLES
  past,               \* past[r]: the states that r has had. Messages carry states, and may arrive late, twice or never.
  before              \* before[w]: the writes that its writer knew. Nobody needs that but the properties.

vars == <<past, before>>

Rank(r) == CHOOSE i \in 1..Len(Order) : Order[i] = r
Now(r) == past[r][Len(past[r])]
Later(s, t) == s.time > t.time \/ (s.time = t.time /\ s.rank > t.rank)

NoStamp == [time |-> 0, rank |-> 0]
Stamps == [time : Nat, rank : 0..Len(Order)]
States == [known : SUBSET Write, stamp : Stamps, value : Write \cup {None}]

TypeOK ==
  /\ past \in [Replica -> Seq(States)]
  /\ \A r \in Replica : Len(past[r]) > 0 /\ (Now(r).value = None <=> Now(r).known = {})
  /\ before \in [Write -> SUBSET Write]

Init ==
  /\ past = [r \in Replica |-> <<[known |-> {}, stamp |-> NoStamp, value |-> None]>>]
  /\ before = [w \in Write |-> {}]

Become(r, state) == past' = [past EXCEPT ![r] = Append(@, state)]

(* r writes w, and stamps it later than what it has. *)
Update(r, w, t) ==
  /\ \A s \in Replica : w \notin Now(s).known
  /\ t > Now(r).stamp.time
  /\ Become(r, [known |-> Now(r).known \cup {w}, stamp |-> [time |-> t, rank |-> Rank(r)], value |-> w])
  /\ before' = [before EXCEPT ![w] = Now(r).known]

(* r hears of the n-th state of s. *)
Merge(r, s, n) ==
  /\ r # s
  /\ n \in 1..Len(past[s])
  /\ LET theirs == past[s][n]
         wins == Later(theirs.stamp, Now(r).stamp)
     IN  Become(r, [known |-> Now(r).known \cup theirs.known,
                    stamp |-> IF wins THEN theirs.stamp ELSE Now(r).stamp,
                    value |-> IF wins THEN theirs.value ELSE Now(r).value])
  /\ UNCHANGED before

Time == Nat

Next ==
  \E r \in Replica :
    \/ \E w \in Write, t \in Time : Update(r, w, t)
    \/ \E s \in Replica : \E n \in 1..Len(past[s]) : Merge(r, s, n)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* Who knows the same has the same. *)
Convergence ==
  \A r, s \in Replica : Now(r).known = Now(s).known => Now(r).value = Now(s).value /\ Now(r).stamp = Now(s).stamp

(* What is kept has been overwritten by nobody who knew of it: only concurrent updates are lost. *)
LosesOnlyConcurrent == \A r \in Replica : \A w \in Now(r).known : Now(r).value \notin before[w]

(* Nothing is lost: this does not hold. *)
NoLostUpdate == \A r \in Replica : \A w \in Now(r).known : w = Now(r).value \/ \E v \in Now(r).known : w \in before[v]

THEOREM Spec => [](TypeOK /\ Convergence /\ LosesOnlyConcurrent)
=============================================================================
