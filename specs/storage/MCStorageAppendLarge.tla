----------------------- MODULE MCStorageAppendLarge -----------------------
(* The model of the night: one more decision. *)
EXTENDS MCStorageAppend
=============================================================================
