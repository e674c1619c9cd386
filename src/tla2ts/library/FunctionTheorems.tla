---- MODULE FunctionTheorems ----
EXTENDS Functions, Integers, FiniteSets
====
