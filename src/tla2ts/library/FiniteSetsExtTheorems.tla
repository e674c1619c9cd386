---- MODULE FiniteSetsExtTheorems ----
EXTENDS FiniteSetsExt, FiniteSets, Integers
====
