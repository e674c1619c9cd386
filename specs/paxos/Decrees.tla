------------------------------ MODULE Decrees ------------------------------
(***************************************************************************)
(* A replicated log as Paxos makes it: numbered decrees, each chosen once  *)
(* and for good, in any order.  What can be carried out is the stretch     *)
(* before the first gap, and that only ever grows at its end.              *)
(***************************************************************************)
EXTENDS Naturals
CONSTANTS Slot, Value
VARIABLE chosen         \* chosen[s]: the values that are chosen for decree s: none, then one.

Init == chosen = [s \in Slot |-> {}]

Choose(s) == chosen[s] = {} /\ \E v \in Value : chosen' = [chosen EXCEPT ![s] = {v}]

Spec == Init /\ [][\E s \in Slot : Choose(s)]_chosen
=============================================================================
