--------------------------- MODULE MCLockService ---------------------------
(* The bounded model of LockService: two servers, two holders. *)
EXTENDS LockService
=============================================================================
