---- MODULE QuorumTheorems ----
EXTENDS Quorum, Integers, FiniteSets
====
