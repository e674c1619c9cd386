---------------------- MODULE MCConvergentTypesLarge ----------------------
(* The model of the night: a replica knows up to five updates. *)
EXTENDS MCConvergentTypes
=============================================================================
