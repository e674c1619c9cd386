--------------------------- MODULE MCRaftMembers ---------------------------
(***************************************************************************)
(* A change of members that is not committed, and the next leader.  Of     *)
(* four servers the leader of term 1 adds a fifth, and only the two of     *)
(* them know; then another is elected (Ongaro, raft-dev, July 2015).       *)
(***************************************************************************)
EXTENDS MCRaft

CONSTANTS a, b, c, d, e     \* The servers: a led term 1 and adds e, b leads term 2.

Planned == {{b, c, d}}

Added == <<Configures(1, <<Server>>)>>

Begun ==
  /\ messages = {}
  /\ currentTerm = [i \in Server |-> 2]
  /\ votedFor = [i \in Server |-> IF i \in {b, c, d} THEN b ELSE Nil]
  /\ log = [i \in Server |-> IF i \in {a, e} THEN Added ELSE <<>>]
  /\ snapshotIndex = [i \in Server |-> 0]
  /\ state = [i \in Server |-> IF i = b THEN "leader" ELSE "follower"]
  /\ votesGranted = [i \in Server |-> IF i = b THEN {b, c, d} ELSE {}]
  /\ matchIndex = [i \in Server |-> Nothing]
  /\ commitIndex = [i \in Server |-> 0]
  /\ committed = <<>>

(* Only the leader of term 1 stands again, and nobody takes snapshots: what is of interest is between a and b. *)
Between ==
  /\ Bounded
  /\ \A m \in messages : m.type = "RequestVote" => m.from = a
  /\ \A i \in Server : snapshotIndex[i] = 0

BegunSpec == Begun /\ [][Next]_vars
=============================================================================
