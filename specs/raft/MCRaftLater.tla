---------------------------- MODULE MCRaftLater ----------------------------
(* Two leaders have each appended an entry that nobody else has: (c) of figure 3.7, with three servers. *)
EXTENDS MCRaft

CONSTANTS first, second     \* The leaders of terms 1 and 2.

Later ==
  /\ messages = {}
  /\ currentTerm = [i \in Server |-> 2]
  /\ votedFor = [i \in Server |-> second]
  /\ log = [i \in Server |-> CASE i = first -> <<Ordinary(1, CHOOSE v \in Value : TRUE)>>
                               [] i = second -> <<Ordinary(2, CHOOSE v \in Value : TRUE)>>
                               [] OTHER -> <<>>]
  /\ snapshotIndex = [i \in Server |-> 0]
  /\ state = [i \in Server |-> "follower"]
  /\ votesGranted = [i \in Server |-> {}]
  /\ matchIndex = [i \in Server |-> Nothing]
  /\ commitIndex = [i \in Server |-> 0]
  /\ committed = <<>>

LaterSpec == Later /\ [][Next]_vars
=============================================================================
