---- MODULE SequenceTheorems ----
EXTENDS Sequences, Functions
====
