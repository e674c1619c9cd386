---------------------- MODULE MCVersionVectorsLarge -----------------------
(* The model of the night: a replica knows up to four updates. *)
EXTENDS MCVersionVectors
=============================================================================
