------------------------- MODULE MCSemiSyncLarge --------------------------
(* The model of the night: two writes. *)
EXTENDS MCSemiSync
=============================================================================
