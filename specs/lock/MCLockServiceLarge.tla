------------------------ MODULE MCLockServiceLarge ------------------------
(* The model of the night: three servers. *)
EXTENDS MCLockService
=============================================================================
