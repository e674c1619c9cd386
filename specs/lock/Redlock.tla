------------------------------ MODULE Redlock ------------------------------
(***************************************************************************)
(* Redlock: a lock is held by whoever has set its key in a majority of     *)
(* independent Redis servers, as long as the keys last.  There is no       *)
(* token: the resource takes what comes.                                   *)
(*                                                                         *)
(* All of it rests on time.  With Timely = TRUE no key expires before its  *)
(* holder has stopped, and what a holder sends arrives before it has:      *)
(* clocks run evenly, messages and pauses are short.  With FALSE they are  *)
(* what they like.  Nothing restarts here: keys are synced before they are *)
(* answered (MCRedlock has servers that forget).                           *)
(*                                                                         *)
(* Source: Sanfilippo, "The Redlock algorithm", redis.io; Kleppmann, "How  *)
(* to do distributed locking", 2016; Sanfilippo, "Is Redlock safe?", 2016. *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Server, Holder, None, Timely

VARIABLES
  key,                \* key[s]: who has the lock of server s.
  votes,              \* Answers <<s, h>>: server s has set its key for h. It only grows.
  held,               \* Those that have held the lock.
  over,               \* Those that have given up or given back.
  log                 \* Who has used the resource, one after the other.

vars == <<key, votes, held, over, log>>

TypeOK ==
  /\ key \in [Server -> Holder \cup {None}]
  /\ votes \subseteq Server \X Holder
  /\ held \subseteq Holder
  /\ over \subseteq Holder
  /\ log \in Seq(Holder)

Init ==
  /\ key = [s \in Server |-> None]
  /\ votes = {}
  /\ held = {}
  /\ over = {}
  /\ log = <<>>

Believing == held \ over
Majority(Q) == 2 * Cardinality(Q) > Cardinality(Server)
-----------------------------------------------------------------------------
(* SET NX. Anybody may ask at any time, and the network ask for it again. *)
Grant(s, h) ==
  /\ key[s] = None
  /\ key' = [key EXCEPT ![s] = h]
  /\ votes' = votes \cup {<<s, h>>}
  /\ UNCHANGED <<held, over, log>>

Expire(s) ==
  /\ key[s] # None
  /\ Timely => key[s] \notin Believing
  /\ key' = [key EXCEPT ![s] = None]
  /\ UNCHANGED <<votes, held, over, log>>

(* Only if it is still this holder's. *)
Delete(s, h) ==
  /\ h \in over
  /\ key[s] = h
  /\ key' = [key EXCEPT ![s] = None]
  /\ UNCHANGED <<votes, held, over, log>>
-----------------------------------------------------------------------------
(* A majority has answered, and the time that it took is short enough that no key is gone. *)
Hold(h) ==
  /\ h \notin held \cup over
  /\ Majority({s \in Server : <<s, h>> \in votes /\ (Timely => key[s] = h)})
  /\ held' = held \cup {h}
  /\ UNCHANGED <<key, votes, over, log>>

(* Too few have answered, or its work is done, or its time is over and what it has sent has arrived. *)
GiveUp(h) ==
  /\ h \notin over
  /\ over' = over \cup {h}
  /\ UNCHANGED <<key, votes, held, log>>

(* A write of h reaches the resource. *)
Write(h) ==
  /\ h \in held
  /\ Timely => h \notin over
  /\ log' = IF log # <<>> /\ log[Len(log)] = h THEN log ELSE Append(log, h)
  /\ UNCHANGED <<key, votes, held, over>>
-----------------------------------------------------------------------------
Next ==
  \/ \E s \in Server :
       \/ Expire(s)
       \/ \E h \in Holder : Grant(s, h) \/ Delete(s, h)
  \/ \E h \in Holder : Hold(h) \/ GiveUp(h) \/ Write(h)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
OneBelieves == \A g, h \in Believing : g = h

(* Who has been followed by another does not come back. *)
OneAtATime == \A i, j \in 1..Len(log) : log[i] = log[j] => i = j

ME == INSTANCE MutualExclusion
Refinement == ME!Spec

THEOREM Timely => (Spec => [](TypeOK /\ OneBelieves /\ OneAtATime) /\ Refinement)
=============================================================================
