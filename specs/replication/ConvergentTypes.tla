--------------------------- MODULE ConvergentTypes ---------------------------
(***************************************************************************)
(* Replicated data types of which every replica may change every one, and  *)
(* whose states have a join: a counter that goes up and down, and a map    *)
(* from keys to what has been put there, in which a put wins over a        *)
(* concurrent removal. A set is a map that is asked for its keys only.     *)
(* Sources: Shapiro, Preguica, Baquero & Zawirski, "Convergent and         *)
(* Commutative Replicated Data Types", 2011 (3.1.3, PN-counter; 3.3.5,     *)
(* OR-set); Bieniusa et al., "An Optimized Conflict-free Replicated Set",  *)
(* 2012, for the set without tombstones.                                   *)
(***************************************************************************)
EXTENDS Naturals, Integers, Sequences, FiniteSets

CONSTANTS Replica, Key, Write

VARIABLES
  past,               \* past[r]: the states that r has had. Messages carry states, and may arrive late, twice or never.
  done                \* done[w]: what update w did, and which ones its replica knew. Nobody needs that but the properties.

vars == <<past, done>>

Now(r) == past[r][Len(past[r])]
Vectors == [Replica -> Nat]
Zero == [r \in Replica |-> 0]
Max(m, n) == IF m > n THEN m ELSE n
Joined(v, u) == [r \in Replica |-> Max(v[r], u[r])]
NotDone == [op |-> "none"]

TypeOK ==
  \A r \in Replica : \A i \in 1..Len(past[r]) :
    LET state == past[r][i]
    IN  /\ state.known \subseteq Write
        /\ state.plus \in Vectors /\ state.minus \in Vectors /\ state.context \in Vectors
        /\ \A entry \in state.entries :
             /\ entry.replica \in Replica /\ entry.key \in Key /\ entry.value \in state.known
             /\ entry.number \in 1..state.context[entry.replica]

Init ==
  /\ past = [r \in Replica |-> <<[known |-> {}, plus |-> Zero, minus |-> Zero, entries |-> {}, context |-> Zero]>>]
  /\ done = [w \in Write |-> NotDone]

Become(r, state) == past' = [past EXCEPT ![r] = Append(@, state)]
New(r, w, does) ==
  /\ done[w] = NotDone
  /\ done' = [done EXCEPT ![w] = does]
Knowing(r, w) == [Now(r) EXCEPT !.known = @ \cup {w}]

(* The counter: each replica counts its own. *)
Increment(r, w) ==
  /\ New(r, w, [op |-> "increment"])
  /\ Become(r, [Knowing(r, w) EXCEPT !.plus[r] = @ + 1])

Decrement(r, w) ==
  /\ New(r, w, [op |-> "decrement"])
  /\ Become(r, [Knowing(r, w) EXCEPT !.minus[r] = @ + 1])

Without(r, k) == {entry \in Now(r).entries : entry.key # k}

(* In place of what r has under the key: an entry with a name of its own, r's next number. *)
Put(r, w, k) ==
  /\ New(r, w, [op |-> "put", key |-> k, knew |-> Now(r).known])
  /\ LET next == Now(r).context[r] + 1
         entry == [replica |-> r, number |-> next, key |-> k, value |-> w]
     IN  Become(r, [Knowing(r, w) EXCEPT !.entries = Without(r, k) \cup {entry}, !.context[r] = next])

(* Only what r has. *)
Remove(r, w, k) ==
  /\ New(r, w, [op |-> "remove", key |-> k, knew |-> Now(r).known])
  /\ Become(r, [Knowing(r, w) EXCEPT !.entries = Without(r, k)])

(* What a state has not, though it has heard of it, has been removed there. *)
Heard(state, entry) == entry.number <= state.context[entry.replica]
Survivors(a, b) == {entry \in a.entries : entry \in b.entries \/ ~ Heard(b, entry)}

(* r hears of the n-th state of s. *)
Merge(r, s, n) ==
  /\ r # s
  /\ n \in 1..Len(past[s])
  /\ LET ours == Now(r)
         theirs == past[s][n]
     IN  Become(r, [known |-> ours.known \cup theirs.known,
                    plus |-> Joined(ours.plus, theirs.plus),
                    minus |-> Joined(ours.minus, theirs.minus),
                    entries |-> Survivors(ours, theirs) \cup Survivors(theirs, ours),
                    context |-> Joined(ours.context, theirs.context)])
  /\ UNCHANGED done

Next ==
  \E r \in Replica :
    \/ \E w \in Write : Increment(r, w) \/ Decrement(r, w)
    \/ \E w \in Write, k \in Key : Put(r, w, k) \/ Remove(r, w, k)
    \/ \E s \in Replica : \E n \in 1..Len(past[s]) : Merge(r, s, n)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
(* Who knows the same has the same. *)
Convergence == \A r, s \in Replica : Now(r).known = Now(s).known => Now(r) = Now(s)

RECURSIVE Sum(_, _)
Sum(vector, S) == IF S = {} THEN 0 ELSE LET r == CHOOSE x \in S : TRUE IN vector[r] + Sum(vector, S \ {r})
Did(r, op) == {w \in Now(r).known : done[w].op = op}

(* Each update counts once, however often it is heard of. *)
CountsOnce ==
  \A r \in Replica :
    Sum(Now(r).plus, Replica) - Sum(Now(r).minus, Replica)
      = Cardinality(Did(r, "increment")) - Cardinality(Did(r, "decrement"))

(* What is there is what has been put, and not put or removed by anybody who knew of it: a put wins over what is concurrent. *)
PutWins ==
  \A r \in Replica :
    {entry.value : entry \in Now(r).entries}
      = {w \in Did(r, "put") : ~ \E u \in Did(r, "put") \cup Did(r, "remove") :
                                   done[u].key = done[w].key /\ w \in done[u].knew}

THEOREM Spec => [](TypeOK /\ Convergence /\ CountsOnce /\ PutWins)
=============================================================================
