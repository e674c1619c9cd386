----------------------------- MODULE MCRedlock -----------------------------
(* The bounded model of Redlock: three servers, two or three holders. *)
EXTENDS Redlock, TLC
Symmetric == Permutations(Server) \cup Permutations(Holder)
Few == Len(log) <= 4

(* A server that does not sync forgets its key in a restart. *)
Forget(s) ==
  /\ key[s] # None
  /\ key' = [key EXCEPT ![s] = None]
  /\ UNCHANGED <<votes, held, over, log>>

UnsyncedSpec == Init /\ [][Next \/ \E s \in Server : Forget(s)]_vars
=============================================================================
