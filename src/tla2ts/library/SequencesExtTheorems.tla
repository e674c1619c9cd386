---- MODULE SequencesExtTheorems ----
EXTENDS Sequences, SequencesExt, Functions, Integers, WellFoundedInduction
====
