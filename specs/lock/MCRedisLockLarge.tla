------------------------- MODULE MCRedisLockLarge -------------------------
(* The model of the night: more changes before and after the failover. *)
EXTENDS MCRedisLock
=============================================================================
