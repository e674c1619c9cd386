------------------------------ MODULE Counter ------------------------------
(* A counter that clients add to, one at a time. *)
EXTENDS Naturals

CONSTANTS Client, Limit

VARIABLES total, added

vars == <<total, added>>

Init == total = 0 /\ added = [c \in Client |-> 0]

Add(c) ==
  /\ total < Limit
  /\ total' = total + 1
  /\ added' = [added EXCEPT ![c] = @ + 1]

Next == \E c \in Client : Add(c)

Spec == Init /\ [][Next]_vars

TypeOK == total \in 0..Limit /\ added \in [Client -> 0..Limit]

RECURSIVE Sum(_)
Sum(clients) ==
  IF clients = {} THEN 0
  ELSE LET c == CHOOSE c \in clients : TRUE IN added[c] + Sum(clients \ {c})

NothingLost == total = Sum(Client)
=============================================================================
