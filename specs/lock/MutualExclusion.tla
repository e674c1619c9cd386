-------------------------- MODULE MutualExclusion --------------------------
(***************************************************************************)
(* Mutual exclusion at a resource: holders of a lock use it one after the  *)
(* other, and who has been followed by another does not come back.  What a *)
(* holder believes is not here; what the resource saw is.                  *)
(*                                                                         *)
(* Source: Kleppmann, "How to do distributed locking", 2016, for where to  *)
(* look; Lamport, "The mutual exclusion problem", JACM 33(2), 1986, for    *)
(* what to ask.                                                            *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANT Holder       \* Each is one acquisition: a client that asks anew is another holder.

VARIABLE log          \* The holders that have used the resource, each with all of its uses in one.

Init == log = <<>>

Enter(h) ==
  /\ \A i \in 1..Len(log) : log[i] # h
  /\ log' = Append(log, h)

Next == \E h \in Holder : Enter(h)

Spec == Init /\ [][Next]_log
=============================================================================
