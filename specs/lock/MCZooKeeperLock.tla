-------------------------- MODULE MCZooKeeperLock --------------------------
(* The bounded model of ZooKeeperLock: two holders. *)
EXTENDS ZooKeeperLock
=============================================================================
