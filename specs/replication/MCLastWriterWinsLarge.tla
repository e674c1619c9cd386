---------------------- MODULE MCLastWriterWinsLarge -----------------------
(* The model of the night: a replica knows up to four updates. *)
EXTENDS MCLastWriterWins
=============================================================================
