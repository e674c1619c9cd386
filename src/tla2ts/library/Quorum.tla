---- MODULE Quorum ----
QuorumSystem(S) ==
  {quorums \in SUBSET SUBSET S :
     quorums # {} /\ \A quorum \in quorums :
       /\ \A other \in quorums : quorum \cap other # {}
       /\ \A larger \in SUBSET S : quorum \subseteq larger => larger \in quorums}
====
