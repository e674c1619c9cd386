------------------------ MODULE MCGroupCommitLarge ------------------------
(* The model of the night: three appends of each writer. *)
EXTENDS MCGroupCommit
=============================================================================
