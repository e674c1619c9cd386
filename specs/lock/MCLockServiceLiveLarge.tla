---------------------- MODULE MCLockServiceLiveLarge ----------------------
(* The model of the night: three servers. *)
EXTENDS MCLockServiceLive
=============================================================================
