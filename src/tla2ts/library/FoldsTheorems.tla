---- MODULE FoldsTheorems ----
EXTENDS Folds, FiniteSets
====
