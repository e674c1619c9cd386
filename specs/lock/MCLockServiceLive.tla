------------------------- MODULE MCLockServiceLive -------------------------
(* What happens in the end: servers no longer restart, and nobody waits for ever. *)
EXTENDS LockService
=============================================================================
