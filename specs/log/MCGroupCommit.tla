--------------------------- MODULE MCGroupCommit ---------------------------
(* A bounded model of GroupCommit: two writers, two appends each, three faults. *)
EXTENDS GroupCommit
=============================================================================
