----------------------- MODULE MCZooKeeperLockLarge -----------------------
(* The model of the night: three holders, so that one in the middle may go. *)
EXTENDS MCZooKeeperLock
=============================================================================
